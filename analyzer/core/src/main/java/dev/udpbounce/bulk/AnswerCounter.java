// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.correlate.store.LongTable;

/**
 * Counts the answered datagrams of flows for which no other state is kept, in 2 words per flow. There are two tables:
 * when the young one is full, it becomes the old one, and the flows not seen since the last swap are evicted with their
 * waiting datagrams.
 *
 * <pre>
 *  word 0  | hash of the flow                                      |
 *  WAITING | waiting, direction 1 (32) | waiting, direction 0 (32) |
 * </pre>
 */
final class AnswerCounter {
    private static final int WAITING = 1;
    private static final int WORDS = 2;
    private static final int MIN_FLOWS = 1 << 12;
    private static final int BATCH = 64;

    private LongTable young;
    private LongTable old;
    private final long[] flows = new long[BATCH];
    private final int[] directions = new int[BATCH];
    private int pending;
    /** Keeps the compiler from eliminating the prefetching loads. */
    @SuppressWarnings("UnusedVariable")
    private long prefetched;

    private long answered;

    /** @param places number of slots of each table, a power of two; at most half of them are occupied */
    AnswerCounter(int places) {
        young = new LongTable(WORDS, MIN_FLOWS, places, 4, 4);
        old = new LongTable(WORDS, MIN_FLOWS, places, 4, 4);
    }

    long answered() {
        settle();
        return answered;
    }

    /** Adds a datagram. It waits for an answer, and the datagrams waiting in the other direction are answered. */
    void add(long flow, int direction) {
        flows[pending] = flow;
        directions[pending++] = direction;
        if (pending == BATCH) {
            settle();
        }
    }

    /** Processes the pending batch. Independent loads first bring its slots in both tables into the cache together. */
    private void settle() {
        long sum = 0;
        for (int i = 0; i < pending; i++) {
            sum += young.touch(flows[i]);
        }
        for (int i = 0; i < pending; i++) {
            sum += old.touch(flows[i]);
        }
        prefetched = sum;
        for (int i = 0; i < pending; i++) {
            settle(flows[i], directions[i]);
        }
        pending = 0;
    }

    private void settle(long flow, int direction) {
        int found = young.find(flow);
        int slot = found < 0 ? insert(flow, found) : found;
        long waiting = young.get(slot, WAITING);
        int shift = 32 * direction;
        answered += waiting >>> (32 - shift) & 0xffffffffL;
        young.set(slot, WAITING, ((waiting >>> shift & 0xffffffffL) + 1) << shift);
    }

    private int insert(long flow, int absent) {
        int place = absent;
        if (young.isFullFor(1)) {
            LongTable forgotten = old;
            old = young;
            young = forgotten;
            young.clear();
            place = young.find(flow);
        }
        int slot = young.insert(flow, place);
        int former = old.find(flow);
        if (former >= 0) {
            young.set(slot, WAITING, old.get(former, WAITING));
        }
        return slot;
    }
}
