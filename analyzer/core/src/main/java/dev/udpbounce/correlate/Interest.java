package dev.udpbounce.correlate;

import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import java.util.Arrays;

/**
 * What the errors of a capture are about: the quoted flows and the quoted destinations, in one Bloom filter of two bits
 * an entry, both in the same word. A datagram outside it cannot be a cause, nor does its silence need an explanation.
 * One may be inside by chance, which costs time and changes no answer. The filter has at most 8 MiB, however many
 * errors there are.
 */
final class Interest {
    private static final int MIN_BITS = 16;
    private static final int MAX_BITS = 26;
    private static final int BITS_AN_ENTRY = 16;
    /** Entries from which on the largest filter costs no more than they do. */
    private static final int MOST_NOTED = 1 << (MAX_BITS - 6);

    private final FlowHash hash;
    private long[] bits = new long[1];
    private long[] noted = new long[1 << 10];
    private int count;

    Interest(FlowHash hash) {
        this.hash = hash;
    }

    /** Notes the flow and the destination that an error quotes. */
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

    /** Sizes the filter for what was noted. No {@link #note} may follow. */
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

    /** Whether a datagram of this flow, between these endpoints, may matter. */
    boolean covers(long flow, long source, long destination) {
        return has(flow) || has(destination) || has(source);
    }

    private boolean has(long entry) {
        long mask = mask(entry);
        return (bits[word(entry)] & mask) == mask;
    }

    /** Two of the 64 bits of a word; a shift counts the lowest 6 bits of its distance only. */
    private static long mask(long entry) {
        return 1L << entry | 1L << (entry >>> 6);
    }

    private int word(long entry) {
        return (int) (entry >>> 12) & (bits.length - 1);
    }
}
