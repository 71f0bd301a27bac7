// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import java.util.Arrays;

/**
 * A hash table of entries with a fixed number of 64-bit words; the first word is the key. It uses open addressing with
 * linear probing and doubles up to a fixed size. A key is a seeded hash and never 0; its upper 32 bits select the start
 * of the probe. An entry is identified by its slot, the index of its first word, which is valid until the next {@link
 * #insert}, {@link #remove} or {@link #sweep}. A new entry has 0 in all words except the key.
 */
public final class LongTable {
    private static final int EIGHTHS = 8;

    /** Decides whether an entry stays. */
    public interface Keeper {
        boolean keeps(int slot);
    }

    private final int width;
    private final int maxPlaces;
    private final int growAt;
    private final int limit;
    private long[] words;
    private int mask;
    private int size;

    /**
     * Creates an empty table.
     *
     * @param width words per entry
     * @param minPlaces initial number of places; a power of two
     * @param maxPlaces maximum number of places; a power of two
     * @param growAt the table doubles when this many eighths of its places are taken
     * @param fullAt eighths of the maximum places that entries may take
     */
    public LongTable(int width, int minPlaces, int maxPlaces, int growAt, int fullAt) {
        this.width = width;
        this.maxPlaces = Math.max(minPlaces, maxPlaces);
        this.growAt = growAt;
        limit = (int) ((long) this.maxPlaces * fullAt / EIGHTHS);
        words = new long[minPlaces * width];
        mask = minPlaces - 1;
    }

    public int size() {
        return size;
    }

    /** Returns the maximum number of entries. */
    public int limit() {
        return limit;
    }

    /** Returns whether that many more entries would exceed the limit. */
    public boolean isFullFor(int more) {
        return size + more > limit;
    }

    /** Returns the slot of an entry, or the complement ({@code ~slot}) of the empty slot where it belongs. */
    public int find(long key) {
        int place = place(key);
        for (; ; place = place + 1 & mask) {
            int slot = place * width;
            long there = words[slot];
            if (there == key) {
                return slot;
            }
            if (there == 0) {
                return ~slot;
            }
        }
    }

    /**
     * Adds a missing entry. The caller observes the limit.
     *
     * @param absent result of {@link #find}
     * @return its slot
     */
    public int insert(long key, int absent) {
        int slot = ~absent;
        if (size >= (mask + 1) * growAt / EIGHTHS && mask + 1 < maxPlaces) {
            grow();
            slot = ~find(key);
        }
        words[slot] = key;
        size++;
        return slot;
    }

    /** Removes an entry. Entries behind the gap move into it where their probe allows. */
    public void remove(int slot) {
        int gap = slot / width;
        for (int place = gap + 1 & mask; words[place * width] != 0; place = place + 1 & mask) {
            int home = place(words[place * width]);
            if ((place - home & mask) >= (place - gap & mask)) {
                System.arraycopy(words, place * width, words, gap * width, width);
                gap = place;
            }
        }
        erase(gap * width);
        size--;
    }

    /** Removes the entries that the keeper rejects. */
    public void sweep(Keeper keeper) {
        int empty = emptyPlace();
        for (int slot = first(); slot >= 0; slot = after(slot)) {
            if (!keeper.keeps(slot)) {
                erase(slot);
                size--;
            }
        }
        closeGaps(empty);
    }

    private int emptyPlace() {
        int place = 0;
        while (words[place * width] != 0) {
            place++;
        }
        return place;
    }

    /**
     * Moves every entry to the end of its probe.
     *
     * @param start a place that no probe has passed: empty before entries were removed
     */
    private void closeGaps(int start) {
        for (int step = 1; step <= mask; step++) {
            int slot = (start + step & mask) * width;
            long key = words[slot];
            if (key != 0) {
                words[slot] = 0;
                int target = ~find(key);
                words[slot] = key;
                if (target != slot) {
                    System.arraycopy(words, slot, words, target, width);
                    erase(slot);
                }
            }
        }
    }

    /** Removes all entries; the table keeps its size. */
    public void clear() {
        Arrays.fill(words, 0);
        size = 0;
    }

    /** Returns the first slot in table order, or -1. */
    public int first() {
        return taken(0);
    }

    /** Returns the slot after this one in table order, or -1. */
    public int after(int slot) {
        return taken(slot + width);
    }

    private int taken(int from) {
        for (int slot = from; slot < words.length; slot += width) {
            if (words[slot] != 0) {
                return slot;
            }
        }
        return -1;
    }

    /** Loads the entry where a look-up starts; one of up to 15 words is in up to three lines of the processor's cache. */
    public long touch(long key) {
        int slot = place(key) * width;
        return words[slot] + words[slot + width / 2] + words[slot + width - 1];
    }

    public long key(int slot) {
        return words[slot];
    }

    /** Returns a word of an entry; word 0 is the key. */
    public long get(int slot, int word) {
        return words[slot + word];
    }

    public void set(int slot, int word, long value) {
        words[slot + word] = value;
    }

    /** Returns half of a word: 0 is the lower 32 bits, 1 the upper. */
    public int half(int slot, int word, int half) {
        return (int) (words[slot + word] >>> (32 * half));
    }

    public void setHalf(int slot, int word, int half, int value) {
        int shift = 32 * half;
        words[slot + word] = (words[slot + word] & ~(0xffffffffL << shift)) | (value & 0xffffffffL) << shift;
    }

    /** Returns whether a half of the words {@code [from, to)} of an entry is this value. */
    boolean hasHalf(int slot, int from, int to, int value) {
        for (int at = slot + from; at < slot + to; at++) {
            long word = words[at];
            if ((int) word == value || (int) (word >>> 32) == value) {
                return true;
            }
        }
        return false;
    }

    private int place(long key) {
        return (int) (key >>> 32) & mask;
    }

    private void erase(int slot) {
        Arrays.fill(words, slot, slot + width, 0);
    }

    private void grow() {
        long[] old = words;
        words = new long[old.length * 2];
        mask = mask * 2 + 1;
        for (int slot = 0; slot < old.length; slot += width) {
            if (old[slot] != 0) {
                System.arraycopy(old, slot, words, ~find(old[slot]), width);
            }
        }
    }
}
