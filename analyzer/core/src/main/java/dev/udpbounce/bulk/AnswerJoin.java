// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.correlate.store.LongTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
    private static final Comparator<Placed> ORDER = Comparator.comparingInt(Placed::part)
            .thenComparingLong(placed -> placed.segment().number());

    /** A segment of the part with this index. */
    private record Placed(AnswerSegment segment, int part) {}

    private final LongTable flows = new LongTable(WORDS, MIN_FLOWS, MAX_FLOWS, 4, 4);
    /** Segments with the same place, which the indices of their parts put in order. */
    private final List<Placed> tied = new ArrayList<>();

    private long answered;

    /**
     * Adds a segment.
     *
     * @param segment a segment with the same {@link AnswerSegment#orderNs} as the one before, or a later one
     * @param part index of the part, which puts those with the same place in order
     */
    public void add(AnswerSegment segment, int part) {
        if (!tied.isEmpty() && tied.get(0).segment().orderNs() != segment.orderNs()) {
            join();
        }
        tied.add(new Placed(segment, part));
    }

    /** Returns the number of datagrams that are answered by a later segment. */
    public long answered() {
        join();
        return answered;
    }

    private void join() {
        tied.sort(ORDER);
        tied.forEach(placed -> join(placed.segment()));
        tied.clear();
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
