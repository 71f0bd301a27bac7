// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import java.util.OptionalLong;

/**
 * Flows by their hash, 8 words each, or 11 if datagrams are only counted, see {@link #count}. A flow has two directions, 0 and 1. It is identified by its slot, which is valid
 * until the next {@link #insert} or {@link #sweep}.
 *
 * <pre>
 *  word      63                              32 31                               0
 *  0         | hash of the flow                                                  |
 *  SUMS      | number of the sums of direction 1 | of direction 0 (27); 0 = none; and flags, see below
 *  LAST      | last send of direction 1      | of direction 0: low bits of the sequence number
 *  COUNT     | answered through ordinal      | sends                             | direction 0
 *  COUNT + 1 |                               |                                   | direction 1
 *  SILENCED  | suppressed sends, direction 1 | direction 0                       |
 *  START     | time of the first send, ns                                        | direction 0
 *  START + 1 |                                                                   | direction 1
 *  END       | time of the last send, ns                                         | direction 0
 *  END + 1   |                                                                   | direction 1
 *  SILENT    | last silent send of direction 1 | of direction 0: see {@link SilentSends}
 * </pre>
 *
 * Rarely used words are last: an entry of 64 octets may start within a cache line and end in the next.
 */
public final class FlowTable {
    private static final int SUMS = 1;
    private static final int LAST = 2;
    private static final int COUNT = 3;
    private static final int SILENCED = 5;
    private static final int START = 6;
    private static final int WORDS = 8;
    private static final int END = 8;
    private static final int SILENT = 10;
    private static final int COUNTING_WORDS = 11;
    /** Memory of a flow, octets. */
    static final int OCTETS = WORDS * Long.BYTES;

    static final int COUNTING_OCTETS = COUNTING_WORDS * Long.BYTES;

    private static final int SENDS = 0;
    private static final int ANSWERED = 1;
    /** In SUMS, see {@link #isIndexed}. */
    private static final int INDEXED = 1 << 31;
    /** In SUMS, see {@link #isIndexedByHeaders}. */
    private static final int BY_HEADERS = 1 << 30;
    /** In SUMS: the last send was of this direction. */
    private static final int LAST_SENT = 1 << 29;
    /** In SUMS, with {@link #LAST_SENT}: so was the one before it. */
    private static final int TWICE = 1 << 28;
    /** In SUMS. */
    private static final int NUMBER = (1 << 27) - 1;

    private static final int MIN_FLOWS = 1 << 10;

    private final boolean counting;
    private final LongTable table;

    /**
     * @param places maximum number of places for flows; a power of two
     * @param counting whether some datagrams are only counted
     */
    public FlowTable(int places, boolean counting) {
        this.counting = counting;
        table = new LongTable(counting ? COUNTING_WORDS : WORDS, MIN_FLOWS, places, 5, 6);
    }

    public int size() {
        return table.size();
    }

    /** Returns whether a {@link #sweep} is needed before one more flow. */
    public boolean isFull() {
        return table.isFullFor(1);
    }

    /** Returns the maximum number of flows. */
    public int limit() {
        return table.limit();
    }

    /** Loads the place where a look-up of this flow starts. */
    public long touch(long key) {
        return table.touch(key);
    }

    /** Returns the slot of a flow, or the complement ({@code ~slot}) of the empty slot where it belongs. */
    public int find(long key) {
        return table.find(key);
    }

    /** Adds a missing flow, without sends; {@code absent} is the result of {@link #find}. */
    public int insert(long key, int absent) {
        return table.insert(key, absent);
    }

    /** Removes the flows that the keeper rejects. */
    public void sweep(LongTable.Keeper keeper) {
        table.sweep(keeper);
    }

    /** Returns the first slot in table order, or -1. */
    public int first() {
        return table.first();
    }

    /** Returns the slot after this one in table order, or -1. */
    public int after(int slot) {
        return table.after(slot);
    }

    /** Returns the hash of the flow. */
    public long key(int slot) {
        return table.key(slot);
    }

    /**
     * Adds a send to a direction.
     *
     * @param stamp see {@link Stamp}
     * @return the ordinal of the send in its direction, counted from 1
     */
    int append(int slot, int direction, long sequence, long stamp) {
        table.setHalf(slot, LAST, direction, (int) sequence);
        return append(slot, direction, stamp);
    }

    private int append(int slot, int direction, long stamp) {
        int sends = sends(slot, direction) + 1;
        table.setHalf(slot, COUNT + direction, SENDS, sends);
        if (sends == 1) {
            table.set(slot, START + direction, stamp);
        }
        if (counting) {
            table.set(slot, END + direction, stamp);
        }
        int flags = table.half(slot, SUMS, direction);
        if ((flags & LAST_SENT) == 0) {
            int others = table.half(slot, SUMS, 1 - direction);
            table.setHalf(slot, SUMS, 1 - direction, others & ~(LAST_SENT | TWICE));
            table.setHalf(slot, SUMS, direction, flags | LAST_SENT);
        } else if ((flags & TWICE) == 0) {
            table.setHalf(slot, SUMS, direction, flags | TWICE);
        }
        return sends;
    }

    /**
     * Adds a send of which no more is kept.
     *
     * @param timeNs nanoseconds since the Unix epoch
     */
    public void count(int slot, int direction, long timeNs) {
        append(slot, direction, Stamp.of(timeNs));
    }

    /** Returns whether the last send of a flow was of this direction, and the one before it, if any, was not. */
    boolean hasSingle(int slot, int direction) {
        return (table.half(slot, SUMS, direction) & (LAST_SENT | TWICE)) == LAST_SENT;
    }

    /** Returns whether some datagrams are only counted. */
    public boolean isCounting() {
        return counting;
    }

    /** Returns the last send's time as {@link #startNs}, if datagrams are counted; there must be a send. */
    public long endNs(int slot, int direction) {
        return Stamp.timeNs(table.get(slot, END + direction));
    }

    /** Returns the number of the last send in {@link SilentSends}, if datagrams are counted; 0 for none. */
    int silent(int slot, int direction) {
        return table.half(slot, SILENT, direction);
    }

    void setSilent(int slot, int direction, int number) {
        table.setHalf(slot, SILENT, direction, number);
    }

    /** Returns the number of sends of a direction, unsigned. */
    public int sends(int slot, int direction) {
        return table.half(slot, COUNT + direction, SENDS);
    }

    /** Returns the first send's time, nanoseconds since the epoch, see {@link dev.udpbounce.capture.Frame#timeNs}. */
    public long startNs(int slot, int direction) {
        return Stamp.timeNs(table.get(slot, START + direction));
    }

    /** Returns {@link #startNs} if it is known. */
    public OptionalLong start(int slot, int direction) {
        boolean known = Stamp.hasTime(table.get(slot, START + direction));
        return known ? OptionalLong.of(startNs(slot, direction)) : OptionalLong.empty();
    }

    /** Returns the low bits of the sequence number of the last send. */
    public int last(int slot, int direction) {
        return table.half(slot, LAST, direction);
    }

    /** Returns the ordinal of the last send that was followed by a datagram of the other direction, or 0. */
    public int answeredThrough(int slot, int direction) {
        return table.half(slot, COUNT + direction, ANSWERED);
    }

    /** Records a datagram of the other direction, which follows all sends so far. */
    public void answerAll(int slot, int direction) {
        table.setHalf(slot, COUNT + direction, ANSWERED, sends(slot, direction));
    }

    /** Returns the number of suppressed sends, unsigned. */
    public int suppressed(int slot, int direction) {
        return table.half(slot, SILENCED, direction);
    }

    /** Adds to the number of suppressed sends; {@code count} may be negative. */
    public void addSuppressed(int slot, int direction, int count) {
        table.setHalf(slot, SILENCED, direction, suppressed(slot, direction) + count);
    }

    /** Returns the number of a direction's sums, or 0. */
    public int sums(int slot, int direction) {
        return table.half(slot, SUMS, direction) & NUMBER;
    }

    /**
     * Sets the number of a direction's sums.
     *
     * @param number from 0 to 2^27 - 1
     */
    public void setSums(int slot, int direction, int number) {
        table.setHalf(slot, SUMS, direction, (table.half(slot, SUMS, direction) & ~NUMBER) | number);
    }

    private boolean has(int slot, int direction, int flag) {
        return (table.half(slot, SUMS, direction) & flag) != 0;
    }

    private void mark(int slot, int direction, int flag) {
        table.setHalf(slot, SUMS, direction, table.half(slot, SUMS, direction) | flag);
    }

    /** Returns whether the live sends of a direction are in the evidence index. */
    public boolean isIndexed(int slot, int direction) {
        return has(slot, direction, INDEXED);
    }

    /** Marks a direction as indexed. */
    public void setIndexed(int slot, int direction) {
        mark(slot, direction, INDEXED);
    }

    /** Returns whether the sends of a direction are indexed by headers, too. */
    public boolean isIndexedByHeaders(int slot, int direction) {
        return has(slot, direction, BY_HEADERS);
    }

    /** Marks an indexed direction as indexed by headers, too. */
    public void setIndexedByHeaders(int slot, int direction) {
        mark(slot, direction, BY_HEADERS);
    }
}
