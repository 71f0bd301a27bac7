// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.correlate.store.LongTable;

/**
 * Counts the datagrams of one segment that a later one answers, see {@link AnswerSegment}. At most {@value #MAX_FLOWS}
 * flows are remembered; beyond that, all are forgotten, and answers are missed.
 *
 * <pre>
 *  word 0 | hash of the flow                   |
 *  STATE  | waiting datagrams (63) | direction |
 * </pre>
 */
public final class AnswerJoin {
    private static final int STATE = 1;
    private static final int WORDS = 2;
    private static final int MIN_FLOWS = 1 << 8;
    private static final int MAX_FLOWS = 1 << 22;
    private static final int BATCH = 64;

    private final LongTable flows = new LongTable(WORDS, MIN_FLOWS, MAX_FLOWS, 4, 4);
    private final AnswerSegment[] segments = new AnswerSegment[BATCH];
    private int pending;
    /** Keeps the compiler from eliminating the prefetching loads. */
    @SuppressWarnings("UnusedVariable")
    private long prefetched;

    private long answered;

    /** Adds a segment. Those of one flow come in the order of their datagrams. */
    public void add(AnswerSegment segment) {
        segments[pending++] = segment;
        if (pending == BATCH) {
            settle();
        }
    }

    /** Returns the number of datagrams that are answered by a later segment. */
    public long answered() {
        settle();
        return answered;
    }

    /** Processes the pending batch. Independent loads first bring its slots into the cache together. */
    private void settle() {
        long sum = 0;
        for (int i = 0; i < pending; i++) {
            sum += flows.touch(segments[i].flow());
        }
        prefetched = sum;
        for (int i = 0; i < pending; i++) {
            join(segments[i]);
        }
        pending = 0;
    }

    private void join(AnswerSegment segment) {
        int found = flows.find(segment.flow());
        if (found < 0 && flows.isFullFor(1)) {
            flows.clear();
            found = flows.find(segment.flow());
        }
        int slot = found < 0 ? flows.insert(segment.flow(), found) : found;
        long state = found < 0 ? segment.first() : flows.get(slot, STATE);
        long waiting = state >>> 1;
        if (segment.changed() || segment.first() != (state & 1)) {
            answered += waiting;
            waiting = 0;
        }
        flows.set(slot, STATE, (waiting + segment.run()) << 1 | segment.last());
    }
}
