// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

/** The time that the packets of a capture have reached, in nanoseconds since the Unix epoch. */
final class CaptureClock {
    private final long stepNs;
    private long nowNs = Long.MIN_VALUE;
    private long earliestNs = Long.MAX_VALUE;
    private long startNs;
    private boolean startIsGiven;

    /** @param stepNs a larger step back in time is not mere disorder of packets, nanoseconds */
    CaptureClock(long stepNs) {
        this.stepNs = stepNs;
    }

    /** Returns the latest time so far, or since the clock was {@link #setBack}. */
    long nowNs() {
        return nowNs;
    }

    /** Sets the start of the capture; the default is the earliest time of a packet. */
    void startAt(long timeNs) {
        startNs = timeNs;
        startIsGiven = true;
    }

    long startNs() {
        return startIsGiven ? startNs : earliestNs;
    }

    /** Returns whether a packet of this time shows that the clock was set back, or was far ahead at an earlier packet. */
    boolean isSetBackBy(long timeNs) {
        return timeNs < nowNs && nowNs - timeNs > stepNs;
    }

    void setBack(long timeNs) {
        nowNs = timeNs;
    }

    /** Records the time of a packet. */
    void at(long timeNs) {
        nowNs = Math.max(nowNs, timeNs);
        earliestNs = Math.min(earliestNs, timeNs);
    }

    /** Records that time has passed, without a packet. */
    void reach(long timeNs) {
        nowNs = Math.max(nowNs, timeNs);
    }
}
