package dev.udpbounce.kernel.trace;

/**
 * A call that has returned.
 *
 * @param result what the kernel answers: a negative errno if it failed
 * @param exitNs nanoseconds since the Unix epoch
 */
record ReturnedCall(Tracee tracee, InFlight flight, long result, long exitNs) {
    private static final int MOST_ERRNO = 4095;

    int tid() {
        return tracee.tid;
    }

    TracedProcess process() {
        return tracee.process;
    }

    SystemCall call() {
        return flight.call();
    }

    /** The arguments that it was given. */
    long argument(int index) {
        return flight.args()[index];
    }

    boolean failed() {
        return errno() != 0;
    }

    /** 0 if it succeeded. */
    int errno() {
        return result < 0 && result >= -MOST_ERRNO ? (int) -result : 0;
    }

    /** Whether it starts again, or another answer comes in the place of this one. */
    boolean restarts() {
        return errno() >= Errno.FIRST_RESTART;
    }
}
