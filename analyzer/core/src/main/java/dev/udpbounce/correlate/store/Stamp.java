// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import dev.udpbounce.capture.Frame;

/**
 * The time of a frame in one word. One bit is free, as times are within {@link Frame#MOST_NS}.
 *
 * <pre>
 *  63                                              1   0
 *  | nanoseconds since the epoch                     | time is unknown |
 * </pre>
 */
final class Stamp {
    private static final long UNKNOWN = 1;

    private Stamp() {}

    static long of(Frame frame) {
        return frame.timeNs() << 1 | (frame.hasTime() ? 0 : UNKNOWN);
    }

    /** Returns the stamp of a known time, see {@link Frame#timeNs}. */
    static long of(long timeNs) {
        return timeNs << 1;
    }

    /** Returns the time as {@link Frame#timeNs}. */
    static long timeNs(long stamp) {
        return stamp >> 1;
    }

    /** Returns whether the time is known, as {@link Frame#hasTime}. */
    static boolean hasTime(long stamp) {
        return (stamp & UNKNOWN) == 0;
    }
}
