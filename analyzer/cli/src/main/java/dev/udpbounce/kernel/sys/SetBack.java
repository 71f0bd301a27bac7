// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

/** Detects that the clock was set back, which invalidates earlier timestamps. For one thread at a time. */
public final class SetBack {
    private static final long LEAST_NS = 10_000_000;

    private long aheadNs;

    /** Starts with the current values of CLOCK_REALTIME and of a clock that is never set, in nanoseconds. */
    public SetBack(long realNs, long monotonicNs) {
        aheadNs = realNs - monotonicNs;
    }

    /** Returns whether the clock was set back since the previous call. */
    public boolean since(long realNs, long monotonicNs) {
        long beforeNs = aheadNs;
        aheadNs = realNs - monotonicNs;
        return beforeNs - aheadNs > LEAST_NS;
    }
}
