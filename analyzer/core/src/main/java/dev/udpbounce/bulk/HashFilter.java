// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A set of hashes: a Bloom filter with two bits per entry, both in the same word. Its size is bounded, however many
 * entries there are. Entries are first noted, then the filter is sealed and can be asked.
 */
final class HashFilter {
    private static final int MIN_BITS = 16;
    private static final int BITS_AN_ENTRY = 16;
    /** Lowest bits of an entry, which select the two bits of its word. */
    private static final int MASK_BITS = 12;

    private final int maxBits;
    /** Number of entries that take as much memory as the largest filter. */
    private final int mostNoted;

    private long[] bits = new long[1];
    private long[] noted = new long[1 << 10];
    private int count;

    /** @param maxBits logarithm to base 2 of the size of the largest filter, bits */
    HashFilter(int maxBits) {
        this.maxBits = maxBits;
        mostNoted = 1 << (maxBits - 6);
    }

    /** Adds an entry. */
    void note(long entry) {
        if (count == mostNoted) {
            gather(maxBits);
            count++;
        }
        if (count > mostNoted) {
            add(entry);
            return;
        }
        if (count == noted.length) {
            noted = Arrays.copyOf(noted, noted.length * 2);
        }
        noted[count++] = entry;
    }

    /** Writes all that is noted, before {@link #seal}: at most as much as the largest filter takes. */
    void write(DataOutput out) throws IOException {
        boolean gathered = count > mostNoted;
        out.writeBoolean(gathered);
        long[] words = gathered ? bits : noted;
        int length = gathered ? bits.length : count;
        out.writeInt(length);
        for (int i = 0; i < length; i++) {
            out.writeLong(words[i]);
        }
    }

    /** Notes all that another filter of the same largest size has written, before {@link #seal}. */
    void merge(DataInput in) throws IOException {
        boolean gathered = in.readBoolean();
        int length = in.readInt();
        if (gathered && count <= mostNoted) {
            gather(maxBits);
            count = mostNoted + 1;
        }
        for (int i = 0; i < length; i++) {
            if (gathered) {
                bits[i] |= in.readLong();
            } else {
                note(in.readLong());
            }
        }
    }

    /** Sizes the filter for the noted entries. Do not call {@link #note} afterwards. */
    void seal() {
        if (count > mostNoted) {
            return;
        }
        int size = MIN_BITS;
        while (size < maxBits && 1L << size < (long) count * BITS_AN_ENTRY) {
            size++;
        }
        gather(size);
    }

    private void gather(int size) {
        bits = new long[1 << (size - 6)];
        for (int i = 0; i < count; i++) {
            add(noted[i]);
        }
        noted = new long[0];
    }

    private void add(long entry) {
        bits[word(entry)] |= mask(entry);
    }

    /** Returns whether nothing was noted. */
    boolean isEmpty() {
        return count == 0;
    }

    /**
     * Returns an entry in the same word as another one, so that looking for both loads one line of the processor's cache.
     *
     * @param other the entry that gives the word
     * @param entry any bits that tell this entry from others in the word
     */
    static long beside(long other, long entry) {
        return (other & (-1L << MASK_BITS)) | (entry >>> -MASK_BITS);
    }

    /** Returns whether an entry may have been noted; false is certain. */
    boolean has(long entry) {
        return isIn(bits[word(entry)], entry) < 0;
    }

    /**
     * Stores the words of several entries, and of those {@link #beside} them, for {@link #isIn}. A loop that does only
     * this overlaps the memory latency of the most loads.
     *
     * @param indices the indices of the entries, and of their words
     * @param count number of indices
     */
    void load(long[] entries, int[] indices, int count, long[] words) {
        for (int i = 0; i < count; i++) {
            int index = indices[i];
            words[index] = bits[word(entries[index])];
        }
    }

    /** Returns, for an entry and its word, a number whose highest bit is set only if {@link #has} is true. */
    static long isIn(long word, long entry) {
        long missing = mask(entry) & ~word;
        return missing - 1 & ~missing;
    }

    /** Two of the 64 bits of a word. A shift uses only the lowest 6 bits of its distance. */
    private static long mask(long entry) {
        return 1L << entry | 1L << (entry >>> (MASK_BITS / 2));
    }

    private int word(long entry) {
        return (int) (entry >>> MASK_BITS) & (bits.length - 1);
    }
}
