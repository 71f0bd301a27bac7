// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.correlate.store.LongTable;

/**
 * Counts the answered datagrams of flows in one part of a run, and keeps of each flow what is needed to count those
 * answered in a later part: a run is a number of datagrams in one direction without one in the other. 2 words a flow:
 *
 * <pre>
 *  word 0 | hash of the flow                                                      |
 *  STATE  | last run (32) | 29 | direction changed | last direction | first one    |
 * </pre>
 */
final class AnswerRuns {
    /** Receives what is kept of a flow. */
    interface Sink {
        /**
         * Receives a segment.
         *
         * @param round how often all flows were given away before; each has at most one segment in a round
         */
        void take(int round, AnswerSegment segment);
    }

    private static final int STATE = 1;
    private static final int WORDS = 2;
    private static final int MIN_FLOWS = 1 << 10;
    private static final int MAX_FLOWS = 1 << 19;
    private static final int CHANGED = 4;
    private static final int BATCH = 64;

    private final LongTable flows = new LongTable(WORDS, MIN_FLOWS, MAX_FLOWS, 4, 6);
    private final Sink sink;
    private final long[] pendingFlows = new long[BATCH];
    private final int[] pendingDirections = new int[BATCH];
    private int pending;
    /** Keeps the compiler from eliminating the prefetching loads. */
    @SuppressWarnings("UnusedVariable")
    private long prefetched;

    private long answered;
    private int round;

    AnswerRuns(Sink sink) {
        this.sink = sink;
    }

    /** Datagrams that were answered within the part. */
    long answered() {
        settle();
        return answered;
    }

    /** Adds a datagram. */
    void add(long flow, int direction) {
        pendingFlows[pending] = flow;
        pendingDirections[pending++] = direction;
        if (pending == BATCH) {
            settle();
        }
    }

    /** Processes the pending batch. Independent loads first bring its slots into the cache together. */
    private void settle() {
        long sum = 0;
        for (int i = 0; i < pending; i++) {
            sum += flows.touch(pendingFlows[i]);
        }
        prefetched = sum;
        for (int i = 0; i < pending; i++) {
            settle(pendingFlows[i], pendingDirections[i]);
        }
        pending = 0;
    }

    private void settle(long flow, int direction) {
        int found = flows.find(flow);
        if (found < 0) {
            begin(flow, found, direction);
            return;
        }
        long state = flows.get(found, STATE);
        int last = (int) state >>> 1 & 1;
        long run = state >>> Integer.SIZE;
        if (last == direction) {
            flows.set(found, STATE, state + (1L << Integer.SIZE));
        } else {
            answered += run;
            flows.set(found, STATE, 1L << Integer.SIZE | CHANGED | (long) direction << 1 | (state & 1));
        }
    }

    private void begin(long flow, int absent, int direction) {
        int place = absent;
        if (flows.isFullFor(1)) {
            giveAway();
            place = flows.find(flow);
        }
        int slot = flows.insert(flow, place);
        flows.set(slot, STATE, 1L << Integer.SIZE | (long) direction << 1 | direction);
    }

    /** Gives away what is kept; a flow that is seen again begins another segment. */
    void flush() {
        settle();
        giveAway();
    }

    private void giveAway() {
        for (int slot = flows.first(); slot >= 0; slot = flows.after(slot)) {
            long state = flows.get(slot, STATE);
            sink.take(
                    round,
                    new AnswerSegment(
                            flows.get(slot, 0),
                            (int) state & 1,
                            (int) state >>> 1 & 1,
                            (state & CHANGED) != 0,
                            state >>> Integer.SIZE));
        }
        flows.clear();
        round++;
    }
}
