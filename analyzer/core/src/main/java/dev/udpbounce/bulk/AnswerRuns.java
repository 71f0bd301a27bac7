// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.correlate.store.LongTable;

/**
 * Counts the answered datagrams of flows in one part of a run, and keeps of each flow what is needed to count those
 * answered in a later part: a run is a number of datagrams in one direction without one in the other. 4 words a flow:
 *
 * <pre>
 *  word 0 | hash of the flow                                                      |
 *  FIRST  | place of its first datagram in the order of merging, nanoseconds      |
 *  NUMBER | number of the first datagram's frame                                  |
 *  STATE  | last run (32) | 29 | direction changed | last direction | first one    |
 * </pre>
 */
final class AnswerRuns {
    /** Receives what is kept of a flow, see {@link AnswerSegment}. */
    interface Sink {
        void take(AnswerSegment segment);
    }

    private static final int FIRST = 1;
    private static final int NUMBER = 2;
    private static final int STATE = 3;
    private static final int WORDS = 4;
    private static final int MIN_FLOWS = 1 << 10;
    private static final int MAX_FLOWS = 1 << 18;
    private static final int CHANGED = 4;

    private final LongTable flows = new LongTable(WORDS, MIN_FLOWS, MAX_FLOWS, 4, 6);
    private final Sink sink;
    private long answered;

    AnswerRuns(Sink sink) {
        this.sink = sink;
    }

    /** Datagrams that were answered within the part. */
    long answered() {
        return answered;
    }

    void add(long flow, int direction, long orderNs, long number) {
        int found = flows.find(flow);
        if (found < 0) {
            begin(flow, found, direction, orderNs, number);
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

    private void begin(long flow, int absent, int direction, long orderNs, long number) {
        int place = absent;
        if (flows.isFullFor(1)) {
            flush();
            place = flows.find(flow);
        }
        int slot = flows.insert(flow, place);
        flows.set(slot, FIRST, orderNs);
        flows.set(slot, NUMBER, number);
        flows.set(slot, STATE, 1L << Integer.SIZE | (long) direction << 1 | direction);
    }

    /** Gives away what is kept; a flow that is seen again begins another segment. */
    void flush() {
        for (int slot = flows.first(); slot >= 0; slot = flows.after(slot)) {
            long state = flows.get(slot, STATE);
            sink.take(new AnswerSegment(
                    flows.get(slot, 0),
                    flows.get(slot, FIRST),
                    flows.get(slot, NUMBER),
                    (int) state & 1,
                    (int) state >>> 1 & 1,
                    (state & CHANGED) != 0,
                    state >>> Integer.SIZE));
        }
        flows.clear();
    }
}
