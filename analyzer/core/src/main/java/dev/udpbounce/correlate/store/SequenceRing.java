// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import java.util.Arrays;

/**
 * A ring of entries of bounded capacity, whose memory is allocated in chunks as it fills, and reused. An entry is
 * identified by its sequence number, which counts from 1 and never repeats; the live entries are {@code [oldest, next)}.
 */
abstract class SequenceRing {
    private static final int CHUNK_BITS = 12;
    /** Entries per chunk. */
    static final int CHUNK_ENTRIES = 1 << CHUNK_BITS;

    private static final long[] NONE = new long[0];

    private final int capacity;
    private final int chunkWords;
    private final long[][] chunks;
    private long[] spare = NONE;
    private long next = 1;
    private long oldest = 1;

    /**
     * @param capacity maximum number of live entries
     * @param chunkWords words of a chunk
     */
    SequenceRing(int capacity, int chunkWords) {
        this.capacity = capacity;
        this.chunkWords = chunkWords;
        // The live entries may start and end within a chunk, which takes one more chunk than they fill.
        chunks = new long[Integer.highestOneBit(capacity / CHUNK_ENTRIES + 2) * 2][];
        Arrays.fill(chunks, NONE);
    }

    /** Returns the sequence number of the oldest live entry; equals {@link #next} if there is none. */
    public final long oldest() {
        return oldest;
    }

    /** Returns the sequence number of the next entry. */
    public final long next() {
        return next;
    }

    public final int size() {
        return (int) (next - oldest);
    }

    /** Returns whether the oldest entry must be removed before another is added. */
    public final boolean isFull() {
        return next - oldest >= capacity;
    }

    public final boolean isLive(long sequence) {
        return sequence >= oldest && sequence < next;
    }

    /** Returns the live entry whose number ends in these 32 bits, or 0 if there is none. */
    public final long live(int lowBits) {
        long sequence = oldest + (lowBits - (int) oldest & 0xffffffffL);
        return sequence < next ? sequence : 0;
    }

    /** Allocates one more entry, for which there must be room; its words are undefined. */
    final long allocate() {
        int chunk = chunk(next);
        if (chunks[chunk].length == 0) {
            chunks[chunk] = spare.length == 0 ? new long[chunkWords] : spare;
            spare = NONE;
        }
        return next++;
    }

    /** Removes the oldest entry. */
    public final void removeOldest() {
        int chunk = chunk(oldest++);
        if (chunk != chunk(oldest)) {
            spare = chunks[chunk];
            chunks[chunk] = NONE;
        }
    }

    /** Returns the words of the chunk that holds an entry. */
    final long[] words(long sequence) {
        return chunks[chunk(sequence)];
    }

    /** Returns the number of the chunk that holds an entry, less than {@link #chunkCount}. */
    final int chunk(long sequence) {
        return (int) (sequence >>> CHUNK_BITS) & (chunks.length - 1);
    }

    final int chunkCount() {
        return chunks.length;
    }

    /** Returns the index of an entry in its chunk. */
    static int inChunk(long sequence) {
        return (int) sequence & (CHUNK_ENTRIES - 1);
    }
}
