// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import dev.udpbounce.decode.Datagram;

/**
 * Addresses and ports of the latest sends, listed by what a translation of these leaves alone: payload, length and
 * identification. A send that is added after a gap drops those before it.
 *
 * <pre>
 *  word      63                              32 31                               0
 *  0 to 3    | source, high and low half; destination, high and low half             |
 *  4         | steps back to the previous send   | source port     | destination     |
 *            | of the list; 0 = none             |                 | port            |
 * </pre>
 *
 * A list is that of a bucket of a hash table, so others may be on it. It ends with the latest sends that are kept.
 */
public final class RecentSends {
    /** Words of the addresses and ports of a send. */
    static final int WORDS = 5;

    private static final int PORTS = 4;
    /** Memory of a send, octets. */
    static final int OCTETS = WORDS * Long.BYTES + Integer.BYTES;

    private static final int LEAST = 1 << 8;
    private static final long LOW = 0xffffffffL;

    private final PendingSends sends;
    private final FlowHash hash;
    private final int capacity;
    private long[] words = new long[0];
    /** The low 32 bits of the latest send of each list. */
    private int[] latest = new int[0];

    private int mask = -1;
    private long first;
    private long next;

    /** @param capacity maximum number of sends that are kept; a power of two */
    public RecentSends(PendingSends sends, FlowHash hash, int capacity) {
        this.sends = sends;
        this.hash = hash;
        this.capacity = Math.max(LEAST, capacity);
    }

    /** Adds the newest send. */
    public void add(long send, Datagram datagram) {
        if (words.length == 0) {
            allocate(LEAST);
        }
        if (send != next) {
            first = send;
        } else if (send - first > mask && mask + 1 < capacity) {
            grow();
        }
        int at = at(send);
        words[at] = datagram.sourceHigh();
        words[at + 1] = datagram.sourceLow();
        words[at + 2] = datagram.destinationHigh();
        words[at + 3] = datagram.destinationLow();
        words[at + PORTS] = ports(datagram.sourcePort(), datagram.destinationPort());
        list(send);
        next = send + 1;
    }

    private void allocate(int size) {
        words = new long[size * WORDS];
        latest = new int[size];
        mask = size - 1;
    }

    private void grow() {
        long[] old = words;
        int oldMask = mask;
        allocate((oldMask + 1) * 2);
        for (long send = Math.max(first, Math.max(next - oldMask - 1, sends.oldest())); send < next; send++) {
            System.arraycopy(old, ((int) send & oldMask) * WORDS, words, at(send), WORDS);
            list(send);
        }
    }

    private void list(long send) {
        int bucket = bucket(sends.payload(send), sends.udpLength(send), sends.identification(send));
        long before = kept(latest[bucket], send);
        int at = at(send) + PORTS;
        words[at] = (words[at] & LOW) | (before == 0 ? 0 : send - before) << 32;
        latest[bucket] = (int) send;
    }

    /** Returns the live send that ends in these bits and is kept while {@code newest} is the newest; else 0. */
    private long kept(int lowBits, long newest) {
        long send = lowBits == 0 ? 0 : sends.live(lowBits);
        return send >= first && send < newest && newest - send <= mask ? send : 0;
    }

    /** Returns the latest send of the list of a datagram, or 0. */
    public long latest(long payload, int udpLength, int identification) {
        return words.length == 0 ? 0 : kept(latest[bucket(payload, udpLength, identification)], next);
    }

    /** Returns the send before this one on its list, or 0. */
    public long previous(long send) {
        long back = words[at(send) + PORTS] >>> 32;
        long before = send - back;
        return back == 0 || before < first || next - before > mask || !sends.isLive(before) ? 0 : before;
    }

    /** Returns whether the addresses and ports of a send are kept. */
    public boolean has(long send) {
        return words.length > 0 && send >= first && next - send <= mask;
    }

    /** Copies addresses and ports of a send that {@link #has} them, as {@link Translations} takes them. */
    public void copyEnds(long send, long[] ends) {
        System.arraycopy(words, at(send), ends, 0, WORDS);
        ends[PORTS] &= LOW;
    }

    /** Returns the form in which addresses and ports are passed. */
    public static long[] newEnds() {
        return new long[WORDS];
    }

    /** Copies addresses and ports of a datagram. */
    public static void copyEnds(Datagram datagram, long[] ends) {
        ends[0] = datagram.sourceHigh();
        ends[1] = datagram.sourceLow();
        ends[2] = datagram.destinationHigh();
        ends[3] = datagram.destinationLow();
        ends[PORTS] = ports(datagram.sourcePort(), datagram.destinationPort());
    }

    private static long ports(int source, int destination) {
        return (long) source << 16 | destination;
    }

    private int at(long send) {
        return ((int) send & mask) * WORDS;
    }

    private int bucket(long payload, int udpLength, int identification) {
        return (int) (hash.mix(payload, (long) udpLength << 32 | (identification & LOW)) >>> 32) & mask;
    }
}
