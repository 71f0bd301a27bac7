// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

/**
 * Signatures of the payloads of the latest 128 sends of a flow and direction, to rule out that one repeats another
 * without a walk along its chain. If there are too many flows, all are forgotten; each is known again from its next
 * send on.
 *
 * <pre>
 *  word      63                              32 31                               0
 *  0         | hash of the flow and the direction                                |
 *  RANGE     | first known ordinal               | last ordinal                  |
 *  2 … 65    | signatures, two a word, by ordinal modulo 128                     |
 * </pre>
 */
final class LatestPayloads {
    private static final int RANGE = 1;
    private static final int SIGNATURES = 2;
    private static final int KEPT = 128;
    private static final int WORDS = SIGNATURES + KEPT / 2;

    private static final int LAST = 0;
    private static final int FIRST = 1;
    private static final int MIN_FLOWS = 16;

    private final FlowHash hash;
    private final LongTable table;

    /** @param places maximum number of places for flows, 528 octets each; a power of two */
    LatestPayloads(FlowHash hash, int places) {
        this.hash = hash;
        table = new LongTable(WORDS, MIN_FLOWS, places, 6, 6);
    }

    /**
     * Adds a send. A gap in the ordinals begins anew.
     *
     * @param payload see {@link FlowHash#payload}
     */
    void add(long flow, int direction, int ordinal, long payload) {
        long key = key(flow, direction);
        int slot = table.find(key);
        if (slot < 0) {
            if (table.isFullFor(1)) {
                table.clear();
                slot = table.find(key);
            }
            slot = table.insert(key, slot);
        }
        if (table.half(slot, RANGE, LAST) + 1 != ordinal || table.half(slot, RANGE, FIRST) == 0) {
            table.setHalf(slot, RANGE, FIRST, ordinal);
        }
        table.setHalf(slot, RANGE, LAST, ordinal);
        table.setHalf(slot, word(ordinal), ordinal & 1, signature(payload));
    }

    /** Returns whether one of the {@code steps} sends before a send may have its payload; false is certain. */
    boolean mayRepeat(long flow, int direction, int ordinal, long payload, int steps) {
        int slot = table.find(key(flow, direction));
        if (slot < 0) {
            return true;
        }
        int before = Integer.compareUnsigned(ordinal, steps) > 0 ? steps : ordinal - 1;
        int from = ordinal - before;
        int last = table.half(slot, RANGE, LAST);
        if (from - table.half(slot, RANGE, FIRST) < 0 || last - from >= KEPT || last - ordinal < 0) {
            return true;
        }
        return holds(slot, from, ordinal, signature(payload));
    }

    /** Returns whether the signature is among those of the ordinals {@code [from, to)}: whole words and two halves. */
    private boolean holds(int slot, int from, int to, int signature) {
        int start = from + (from & 1);
        int end = to - (to & 1);
        if (from < to && (start > from || end < to)) {
            boolean atStart = start > from && table.half(slot, word(from), 1) == signature;
            boolean atEnd = end < to && table.half(slot, word(end), 0) == signature;
            if (atStart || atEnd) {
                return true;
            }
        }
        if (start >= end) {
            return false;
        }
        int first = word(start);
        int after = word(end);
        return first < after
                ? table.hasHalf(slot, first, after, signature)
                : table.hasHalf(slot, first, WORDS, signature) || table.hasHalf(slot, SIGNATURES, after, signature);
    }

    private static int word(int ordinal) {
        return SIGNATURES + (ordinal & KEPT - 1) / 2;
    }

    private static int signature(long payload) {
        return (int) (payload >>> 32);
    }

    private long key(long flow, int direction) {
        long key = hash.mix(flow, direction);
        return key == 0 ? 1 : key;
    }
}
