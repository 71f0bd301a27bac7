// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import java.util.ArrayDeque;
import java.util.Deque;

/** The times in which reports were lost; the latest few exactly, and everything before them. */
final class LossTimes {
    private record Interval(long fromNs, long untilNs) {}

    private static final int MAX_INTERVALS = 1 << 8;

    private final Deque<Interval> intervals = new ArrayDeque<>();
    private long beforeNs;

    /** @param startNs before it, nothing was reported; nanoseconds since the Unix epoch */
    LossTimes(long startNs) {
        beforeNs = startNs;
    }

    /** Adds an interval, which does not begin before the last one. */
    void add(long fromNs, long untilNs) {
        Interval last = intervals.peekLast();
        if (last != null && fromNs <= last.untilNs) {
            intervals.removeLast();
            intervals.addLast(new Interval(last.fromNs, untilNs));
        } else {
            intervals.addLast(new Interval(fromNs, untilNs));
        }
        if (intervals.size() > MAX_INTERVALS) {
            beforeNs = intervals.removeFirst().untilNs;
        }
    }

    /** Adds all times until now. */
    void addAllUntil(long nowNs) {
        intervals.clear();
        beforeNs = nowNs;
    }

    /** Returns whether a report of this interval may have been lost. */
    boolean touch(long fromNs, long untilNs) {
        return fromNs < beforeNs
                || intervals.stream().anyMatch(each -> fromNs <= each.untilNs && untilNs >= each.fromNs);
    }
}
