// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The intervals in which ports were known to be closed. Each starts with a matched port unreachable, is extended by
 * further ones, and ends with a datagram from that port or by time. A port is a number, counted from 0. Its latest
 * interval is in 5 words, so that most questions load one or two lines of the processor's cache:
 *
 * <pre>
 *  FIRST      | first error, ns         | NEVER before it
 *  LAST       | last error, ns          |
 *  HEARD      | first datagram after it | NEVER before it
 *  LAST_HEARD | last datagram, ns       |
 *  REOPENED   | end of the intervals before it, ns
 * </pre>
 */
final class ClosedIntervals {
    /** How long a port unreachable counts after its time. It does not count before. */
    private static final long REACH_NS = 60_000_000_000L;

    private static final int FIRST = 0;
    private static final int LAST = 1;
    private static final int HEARD = 2;
    private static final int LAST_HEARD = 3;
    private static final int REOPENED = 4;
    private static final int WORDS = 5;

    private static final int MAX_FORMER = 16;
    private static final long NEVER = Long.MAX_VALUE;

    /** A past interval. */
    private record Interval(long firstNs, long lastNs, long heardNs) {
        /** Returns whether the time is after an error of the interval, within reach, and not after any datagram. */
        static boolean holds(long firstNs, long lastNs, long heardNs, long timeNs) {
            return timeNs > firstNs && timeNs - lastNs <= REACH_NS && timeNs <= heardNs;
        }

        /** Returns the last time that it may hold. */
        long endNs() {
            long reachNs = lastNs + REACH_NS;
            return reachNs < lastNs ? heardNs : Math.min(reachNs, heardNs);
        }
    }

    private long[] words = new long[WORDS];
    private int count;
    /** The intervals before the latest ones. */
    private final Map<Integer, Interval[]> former = new HashMap<>();

    /** Adds a port and returns its number. */
    int add() {
        if (count * WORDS == words.length) {
            words = Arrays.copyOf(words, 2 * words.length);
        }
        int at = count * WORDS;
        words[at + FIRST] = NEVER;
        words[at + HEARD] = NEVER;
        words[at + LAST_HEARD] = Long.MIN_VALUE;
        words[at + REOPENED] = Long.MIN_VALUE;
        return count++;
    }

    /**
     * Adds a matched port unreachable. The error may have waited for a match; if a datagram from the port was seen
     * meanwhile, the error is ignored.
     */
    void closedAt(int port, long timeNs) {
        int at = port * WORDS;
        if (words[at + LAST_HEARD] >= timeNs) {
            return;
        }
        if (words[at + FIRST] != NEVER) {
            if (words[at + HEARD] == NEVER && timeNs - words[at + LAST] <= REACH_NS) {
                words[at + LAST] = Math.max(words[at + LAST], timeNs);
                return;
            }
            retire(port);
        }
        words[at + FIRST] = timeNs;
        words[at + LAST] = timeNs;
        words[at + HEARD] = NEVER;
    }

    /** Loads the data that {@link #explainSilence} reads first. */
    long touch(int port) {
        int at = port * WORDS;
        return words[at] + words[at + WORDS - 1];
    }

    private void retire(int port) {
        Interval[] before = former.getOrDefault(port, new Interval[0]);
        int kept = Math.min(before.length, MAX_FORMER - 1);
        Interval[] all = new Interval[kept + 1];
        System.arraycopy(before, before.length - kept, all, 0, kept);
        int at = port * WORDS;
        all[kept] = new Interval(words[at + FIRST], words[at + LAST], words[at + HEARD]);
        former.put(port, all);
        words[at + REOPENED] = Math.max(words[at + REOPENED], all[kept].endNs());
    }

    /** Adds a datagram from this port, to any destination. */
    void heardAt(int port, long timeNs) {
        int at = port * WORDS;
        words[at + LAST_HEARD] = Math.max(words[at + LAST_HEARD], timeNs);
        if (timeNs >= words[at + FIRST]) {
            words[at + HEARD] = Math.min(words[at + HEARD], timeNs);
        }
    }

    /**
     * Returns whether an error rate limit explains the silence about a datagram sent at {@code timeNs}: a port
     * unreachable was matched within the preceding 60 s, and no datagram came from the port in between.
     */
    boolean explainSilence(int port, long timeNs) {
        int at = port * WORDS;
        if (Interval.holds(words[at + FIRST], words[at + LAST], words[at + HEARD], timeNs)) {
            return true;
        }
        return timeNs <= words[at + REOPENED] && explainedBefore(port, timeNs);
    }

    private boolean explainedBefore(int port, long timeNs) {
        for (Interval interval : Objects.requireNonNull(former.get(port))) {
            if (Interval.holds(interval.firstNs, interval.lastNs, interval.heardNs, timeNs)) {
                return true;
            }
        }
        return false;
    }
}
