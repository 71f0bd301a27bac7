// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import dev.udpbounce.correlate.store.LongTable;

/**
 * Counts the datagrams that a home knows but does not own, and those of them that were answered. Of the flows that there
 * is no room for, all are forgotten.
 *
 * <pre>
 *  word 0  | hash of the flow                    |
 *  WAITING | waiting datagrams (63) | direction  |
 * </pre>
 */
final class BorrowedSends {
    private static final int WAITING = 1;
    private static final int WORDS = 2;
    private static final int MIN_FLOWS = 1 << 4;

    private final LongTable flows;
    private final long lastNs;
    private final long expireNs;
    private long count;
    private long answered;
    private long expired;

    /**
     * @param places maximum number of slots, a power of two; at most half of them are occupied
     * @param lastNs time of the latest frame of the run, nanoseconds since the Unix epoch
     */
    BorrowedSends(int places, long lastNs, long expireNs) {
        flows = new LongTable(WORDS, MIN_FLOWS, places, 4, 4);
        this.lastNs = lastNs;
        this.expireNs = expireNs;
    }

    /** Adds a borrowed datagram, which answers those of the other direction. */
    void add(long flow, int direction, long timeNs) {
        count++;
        expired += lastNs - timeNs >= expireNs ? 1 : 0;
        int found = flows.find(flow);
        if (found < 0 && flows.isFullFor(1)) {
            flows.clear();
            found = flows.find(flow);
        }
        int slot = found < 0 ? flows.insert(flow, found) : found;
        long waiting = found < 0 ? direction : flows.get(slot, WAITING);
        if ((waiting & 1) != direction) {
            answered += waiting >>> 1;
            waiting = direction;
        }
        flows.set(slot, WAITING, waiting + 2);
    }

    /** Says that a datagram of the home itself answers those of the other direction. */
    void answer(long flow, int direction) {
        if (flows.size() == 0) {
            return;
        }
        int slot = flows.find(flow);
        long waiting = slot < 0 ? direction : flows.get(slot, WAITING);
        if ((waiting & 1) != direction) {
            answered += waiting >>> 1;
            flows.set(slot, WAITING, direction);
        }
    }

    long count() {
        return count;
    }

    long answered() {
        return answered;
    }

    /** Those that waited for an error until the expiry time. */
    long expired() {
        return expired;
    }
}
