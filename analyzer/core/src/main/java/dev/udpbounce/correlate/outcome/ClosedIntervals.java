// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The intervals in which a port was known to be closed. Each starts with a matched port unreachable, is extended by
 * further ones, and ends with a datagram from that port or by time.
 */
final class ClosedIntervals {
    /** How long a port unreachable counts after its time. It does not count before. */
    private static final long REACH_NS = 60_000_000_000L;

    private static final int MAX_FORMER = 16;
    private static final long NEVER = Long.MAX_VALUE;

    /** A past interval. */
    private record Interval(long firstNs, long lastNs, long heardNs) {
        /** Returns whether the time is after an error of the interval, within reach, and before any datagram. */
        static boolean holds(long firstNs, long lastNs, long heardNs, long timeNs) {
            return timeNs > firstNs && timeNs - lastNs <= REACH_NS && timeNs < heardNs;
        }
    }

    private long firstNs = NEVER;
    private long lastNs;
    private long heardNs = NEVER;
    private long lastHeardNs = Long.MIN_VALUE;
    private @Nullable List<Interval> former;

    /**
     * Adds a matched port unreachable. The error may have waited for a match; if a datagram from the port was seen
     * meanwhile, the error is ignored.
     */
    void closedAt(long timeNs) {
        if (lastHeardNs >= timeNs) {
            return;
        }
        if (firstNs != NEVER) {
            if (heardNs == NEVER && timeNs - lastNs <= REACH_NS) {
                lastNs = Math.max(lastNs, timeNs);
                return;
            }
            retire();
        }
        firstNs = timeNs;
        lastNs = timeNs;
        heardNs = NEVER;
    }

    /** Loads the data that {@link #explainSilence} reads first. */
    long touch() {
        return firstNs;
    }

    private void retire() {
        if (former == null) {
            former = new ArrayList<>(2);
        }
        if (former.size() == MAX_FORMER) {
            former.remove(0);
        }
        former.add(new Interval(firstNs, lastNs, heardNs));
    }

    /** Adds a datagram from this port, to any destination. */
    void heardAt(long timeNs) {
        lastHeardNs = Math.max(lastHeardNs, timeNs);
        if (timeNs >= firstNs) {
            heardNs = Math.min(heardNs, timeNs);
        }
    }

    /**
     * Returns whether an error rate limit explains the silence about a datagram sent at {@code timeNs}: a port
     * unreachable was matched within the preceding 60 s, and no datagram came from the port in between.
     */
    boolean explainSilence(long timeNs) {
        if (Interval.holds(firstNs, lastNs, heardNs, timeNs)) {
            return true;
        }
        if (former != null) {
            for (Interval interval : former) {
                if (Interval.holds(interval.firstNs, interval.lastNs, interval.heardNs, timeNs)) {
                    return true;
                }
            }
        }
        return false;
    }
}
