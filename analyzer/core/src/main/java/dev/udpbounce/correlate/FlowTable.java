package dev.udpbounce.correlate;

import java.util.Arrays;

/**
 * Flows by their hash: an open-addressing table of 8 words a flow, one cache line, doubling up to a fixed size. A flow
 * is named by the index of its first word, its slot, which is valid until the next {@link #insert} or {@link #sweep}.
 *
 * <pre>
 *  KEY       | hash of the flow; 0 = empty slot
 *  STORIES   | story of direction 1 (32)        | story of direction 0 (32): number, 0 = none; negative = indexed;
 *            |                                  | bit 30 of the number = by the headers, too
 *  HEADS     | last send of direction 1 (32)    | last send of direction 0 (32): low bits of the sequence number
 *  COUNT     | answered through ordinal (32)    | sends (32)      direction 0
 *  COUNT + 1 |                                                    direction 1
 *  START     | time of the first send, ns                         direction 0
 *  START + 1 |                                                    direction 1
 *  SILENCED  | suppressed sends, direction 1 (32) | direction 0 (32)
 * </pre>
 */
final class FlowTable {
    static final int KEY = 0;
    static final int STORIES = 1;
    static final int HEADS = 2;
    static final int COUNT = 3;
    static final int START = 5;
    static final int SILENCED = 7;
    static final int WORDS = 8;

    private static final int BY_HEADERS = 1 << 30;
    private static final int MIN_FLOWS = 1 << 10;

    /** Decides whether a flow stays, and takes leave of it if not. */
    interface Keeper {
        boolean keeps(int slot);
    }

    private final int maxFlows;
    private long[] words = new long[MIN_FLOWS * WORDS];
    private int mask = MIN_FLOWS - 1;
    private int size;

    /** @param maxFlows slots at most; a power of two */
    FlowTable(int maxFlows) {
        this.maxFlows = Math.max(maxFlows, MIN_FLOWS);
    }

    long[] words() {
        return words;
    }

    int size() {
        return size;
    }

    /** Whether one more flow wants a {@link #sweep} first. */
    boolean isFull() {
        return mask + 1 == maxFlows && size >= maxFlows - (maxFlows >> 2);
    }

    /** Flows that {@link #isFull} allows. */
    int limit() {
        return maxFlows - (maxFlows >> 2);
    }

    /** A word of the place where a look-up of this flow begins. */
    long touch(long key) {
        return words[((int) (key >>> 32) & mask) * WORDS];
    }

    /** The slot of a flow, or the complement ({@code ~slot}) of the empty one where it would go. */
    int find(long key) {
        int index = (int) (key >>> 32) & mask;
        for (; ; index = index + 1 & mask) {
            long there = words[index * WORDS];
            if (there == key) {
                return index * WORDS;
            }
            if (there == 0) {
                return ~(index * WORDS);
            }
        }
    }

    /** Adds a flow that is not there, its other words 0, growing where it may. */
    int insert(long key, int emptySlot) {
        int slot = emptySlot;
        if (size >= (mask + 1) * 5 / 8 && mask + 1 < maxFlows) {
            grow();
            slot = ~find(key);
        }
        words[slot] = key;
        size++;
        return slot;
    }

    private void grow() {
        long[] old = words;
        words = new long[old.length * 2];
        mask = words.length / WORDS - 1;
        for (int slot = 0; slot < old.length; slot += WORDS) {
            if (old[slot] != 0) {
                System.arraycopy(old, slot, words, ~find(old[slot]), WORDS);
            }
        }
    }

    /** The slot of the first flow at {@code slot} or behind it, or -1. */
    int next(int slot) {
        for (int at = slot; at < words.length; at += WORDS) {
            if (words[at] != 0) {
                return at;
            }
        }
        return -1;
    }

    /** Asks the keeper about every flow and closes the gaps of those that go. */
    void sweep(Keeper keeper) {
        for (int slot = next(0); slot >= 0; slot = next(slot + WORDS)) {
            if (!keeper.keeps(slot)) {
                Arrays.fill(words, slot, slot + WORDS, 0);
                size--;
            }
        }
        // A flow may now stand behind a gap. Starting after an empty slot, every flow is put where its probe ends.
        int start = 0;
        while (words[start * WORDS] != 0) {
            start++;
        }
        long[] flow = new long[WORDS];
        for (int step = 1; step <= mask; step++) {
            int slot = (start + step & mask) * WORDS;
            if (words[slot] != 0) {
                System.arraycopy(words, slot, flow, 0, WORDS);
                words[slot] = 0;
                int place = ~find(flow[KEY]);
                if (place != slot) {
                    Arrays.fill(words, slot, slot + WORDS, 0);
                    System.arraycopy(flow, 0, words, place, WORDS);
                } else {
                    words[slot] = flow[KEY];
                }
            }
        }
    }

    int sends(int slot, int direction) {
        return (int) words[slot + COUNT + direction];
    }

    int answeredThrough(int slot, int direction) {
        return (int) (words[slot + COUNT + direction] >>> 32);
    }

    void setCounts(int slot, int direction, int sends, int answeredThrough) {
        words[slot + COUNT + direction] = (long) answeredThrough << 32 | (sends & 0xffffffffL);
    }

    /** Low bits of the sequence number of the last send. */
    int head(int slot, int direction) {
        return (int) (words[slot + HEADS] >>> (32 * direction));
    }

    void setHead(int slot, int direction, int lowBits) {
        setHalf(slot + HEADS, direction, lowBits);
    }

    /** Number of the story, or 0. */
    int story(int slot, int direction) {
        return Math.abs((int) (words[slot + STORIES] >>> (32 * direction))) & BY_HEADERS - 1;
    }

    void setStory(int slot, int direction, int story) {
        setHalf(slot + STORIES, direction, story);
    }

    /** Whether the live sends of this direction stand in the evidence index. */
    boolean isIndexed(int slot, int direction) {
        return (int) (words[slot + STORIES] >>> (32 * direction)) < 0;
    }

    /** From now on they do; there is a story. */
    void setIndexed(int slot, int direction) {
        setHalf(slot + STORIES, direction, -story(slot, direction));
    }

    /** Whether they stand there by what their headers hold, too. */
    boolean isIndexedByHeaders(int slot, int direction) {
        return (Math.abs((int) (words[slot + STORIES] >>> (32 * direction))) & BY_HEADERS) != 0;
    }

    /** From now on they do; they are indexed. */
    void setIndexedByHeaders(int slot, int direction) {
        setHalf(slot + STORIES, direction, -(story(slot, direction) | BY_HEADERS));
    }

    /** Sends that were settled as suppressed. */
    int suppressed(int slot, int direction) {
        return (int) (words[slot + SILENCED] >>> (32 * direction));
    }

    void addSuppressed(int slot, int direction) {
        words[slot + SILENCED] += 1L << (32 * direction);
    }

    private void setHalf(int word, int half, int value) {
        int shift = 32 * half;
        words[word] = (words[word] & ~(0xffffffffL << shift)) | (value & 0xffffffffL) << shift;
    }
}
