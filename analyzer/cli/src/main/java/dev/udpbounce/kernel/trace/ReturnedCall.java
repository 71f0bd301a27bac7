// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

/**
 * A call that has returned.
 *
 * @param result the kernel's result: a negative errno on failure
 * @param exitNs nanoseconds since the Unix epoch
 */
record ReturnedCall(Tracee tracee, InFlight flight, long result, long exitNs) {
    private static final int MOST_ERRNO = 4095;
    /** ERESTARTSYS, the first of the kernel's internal codes for a call to be restarted. */
    private static final int FIRST_RESTART = 512;

    int tid() {
        return tracee.tid;
    }

    TracedProcess process() {
        return tracee.process;
    }

    SystemCall call() {
        return flight.call();
    }

    /** Returns an argument of the call. */
    long argument(int index) {
        return flight.args()[index];
    }

    boolean failed() {
        return errno() != 0;
    }

    /** Returns the errno; 0 on success. */
    int errno() {
        return result < 0 && result >= -MOST_ERRNO ? (int) -result : 0;
    }

    /** Returns whether the call will be restarted or get another result. */
    boolean restarts() {
        return errno() >= FIRST_RESTART;
    }
}
