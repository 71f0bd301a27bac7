package dev.udpbounce.kernel;

/** Notices that the clock was set back, after which times of before mean nothing. For one thread at a time. */
final class SetBack {
    private static final long LEAST_NS = 10_000_000;

    private long aheadNs;

    /** Begins with these two clocks as they are, CLOCK_REALTIME and one that nobody sets; nanoseconds. */
    SetBack(long realNs, long monotonicNs) {
        aheadNs = realNs - monotonicNs;
    }

    /** Whether it was set back since this was last asked. */
    boolean since(long realNs, long monotonicNs) {
        long beforeNs = aheadNs;
        aheadNs = realNs - monotonicNs;
        return beforeNs - aheadNs > LEAST_NS;
    }
}
