// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The flows and destinations that the errors of a capture quote, in a Bloom filter with two bits per entry, both in the
 * same word. A datagram that the filter does not cover cannot be the cause of an error, nor does its silence need an
 * explanation. A false positive costs time but does not change the result. The filter takes at most 8 MiB, however many
 * errors there are.
 */
final class QuotedFlows {
    private static final int MIN_BITS = 16;
    private static final int MAX_BITS = 26;
    private static final int BITS_AN_ENTRY = 16;
    /** Number of entries that take as much memory as the largest filter. */
    private static final int MOST_NOTED = 1 << (MAX_BITS - 6);

    private final FlowHash hash;
    private long[] bits = new long[1];
    private long[] noted = new long[1 << 10];
    private int count;

    QuotedFlows(FlowHash hash) {
        this.hash = hash;
    }

    /** Records the flow and the destination that an error quotes. */
    void note(IcmpError error) {
        Datagram quote = error.quote();
        long source = hash.source(quote);
        long destination = hash.destination(quote);
        note(hash.flow(source, destination));
        note(destination);
    }

    private void note(long entry) {
        if (count == MOST_NOTED) {
            gather(MAX_BITS);
            count++;
        }
        if (count > MOST_NOTED) {
            add(entry);
            return;
        }
        if (count == noted.length) {
            noted = Arrays.copyOf(noted, noted.length * 2);
        }
        noted[count++] = entry;
    }

    /** Writes all that is recorded, before {@link #seal}: at most 8 MiB. */
    void write(DataOutput out) throws IOException {
        boolean gathered = count > MOST_NOTED;
        out.writeBoolean(gathered);
        long[] words = gathered ? bits : noted;
        int length = gathered ? bits.length : count;
        out.writeInt(length);
        for (int i = 0; i < length; i++) {
            out.writeLong(words[i]);
        }
    }

    /** Records all that another instance with the same hashes has written, before {@link #seal}. */
    void merge(DataInput in) throws IOException {
        boolean gathered = in.readBoolean();
        int length = in.readInt();
        if (gathered && count <= MOST_NOTED) {
            gather(MAX_BITS);
            count = MOST_NOTED + 1;
        }
        for (int i = 0; i < length; i++) {
            if (gathered) {
                bits[i] |= in.readLong();
            } else {
                note(in.readLong());
            }
        }
    }

    /** Sizes the filter for the recorded entries. Do not call {@link #note} afterwards. */
    void seal() {
        if (count > MOST_NOTED) {
            return;
        }
        int size = MIN_BITS;
        while (size < MAX_BITS && 1L << size < (long) count * BITS_AN_ENTRY) {
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

    /** Returns whether an error may be about a datagram of this flow or to one of these endpoints. */
    boolean cover(long flow, long source, long destination) {
        return has(flow) || has(destination) || has(source);
    }

    /** Returns whether an error may be about a destination with this hash. */
    boolean coverDestination(long destination) {
        return has(destination);
    }

    private boolean has(long entry) {
        long mask = mask(entry);
        return (bits[word(entry)] & mask) == mask;
    }

    /** Two of the 64 bits of a word. A shift uses only the lowest 6 bits of its distance. */
    private static long mask(long entry) {
        return 1L << entry | 1L << (entry >>> 6);
    }

    private int word(long entry) {
        return (int) (entry >>> 12) & (bits.length - 1);
    }
}
