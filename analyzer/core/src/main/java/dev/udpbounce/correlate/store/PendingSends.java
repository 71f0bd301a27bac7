// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Loopback;

/**
 * Datagrams that wait for an error, in the order of arrival, 9 words and a port each. A send is identified by its
 * sequence number, see {@link SequenceRing}.
 *
 * <pre>
 *  word      63                              32 31                               0
 *  TIME      | nanoseconds since the epoch, and whether they are known           |
 *  FLOW      | hash of the flow, both directions alike                           |
 *  CHAIN     | after a query (1) | steps back to | ordinal in its flow direction |
 *            | the flow's previous waiting       | counted from 1                |
 *            | send in this direction; 0 = none  |                               |
 *  HEADER    | id (16)      | UDP length (16)    | checksum (16) | ttl (8) | depth (3) | flags (5) |
 *  PAYLOAD   | long digest (40)                                  | prefix (24)   |
 *  PLACE     | frame number (36) | local | packet type (3) | VLAN (12) | destination's key (12) |
 *  TARGET    | destination's key, upper 32 of 44 | flow label (20) | digested (10) | listed | guessed |
 *  ANSWER    | frame of the error, or number of the reply (36) | place (28)       |
 * </pre>
 *
 * Data used only for errors follows these words in each chunk: a ninth word per send, with digests of the payload's
 * first 48 and first 80 octets; then the source ports, 16 bits each.
 */
public final class PendingSends extends SequenceRing implements SendFacts {
    private static final int TIME = 0;
    private static final int FLOW = 1;
    private static final int CHAIN = 2;
    private static final int HEADER = 3;
    private static final int PAYLOAD = 4;
    private static final int PLACE = 5;
    private static final int TARGET = 6;
    private static final int ANSWER = 7;
    private static final int WORDS = 8;
    /** Memory of a send, octets. */
    static final int OCTETS = (WORDS + 1) * Long.BYTES + Short.BYTES;

    /** In HEADER: from the endpoint with the larger hash. */
    private static final int BACKWARD = 1;
    /** In HEADER: the first of several IP fragments. */
    private static final int FRAGMENT = 2;
    /** In HEADER: an error was matched; ANSWER names its frame. */
    private static final int BOUNCED = 4;
    /** In HEADER, see {@link #isIndexed}. */
    private static final int INDEXED = 8;
    /** In HEADER: the identification is absent. */
    private static final int NO_ID = 16;
    /** In CHAIN, see {@link #followsQuery}. */
    private static final long AFTER_QUERY = 1L << 63;
    /** In TARGET, see {@link #isGuessed}. */
    private static final long GUESSED = 1;
    /** In TARGET, see {@link #isIndexedByHeaders}. */
    private static final long LISTED = 2;

    /** The three low bits of {@link dev.udpbounce.decode.IpPacket#ABSENT}. */
    private static final int NO_PACKET_TYPE = 7;
    /** In PLACE, see {@link #isLocal}. */
    private static final long LOCAL = 1 << 27;

    private static final int DEPTH_SHIFT = 5;
    private static final int MAX_DEPTH = 7;
    /** Number of low bits of an endpoint's hash that a destination's key omits. */
    private static final int DESTINATION_SHIFT = 20;

    private static final int PORTS_IN_WORD = Long.BYTES / Short.BYTES;
    private static final int CHUNK_WORDS = CHUNK_ENTRIES * (WORDS + 1) + CHUNK_ENTRIES / PORTS_IN_WORD;

    /** No live send before this one is without an error. */
    private long open = 1;

    private final FlowHash hash;

    /**
     * @param capacity maximum number of live sends
     * @param hash hash of payloads
     */
    public PendingSends(int capacity, FlowHash hash) {
        super(capacity, CHUNK_WORDS);
        this.hash = hash;
    }

    /**
     * Adds a datagram, not linked to a chain yet; there must be room for it.
     *
     * @param frame frame of the datagram
     * @param place where it was captured, see {@link Places}; 28 bits
     * @param flow hash of its flow
     * @param direction 0 or 1, see {@link FlowHash#direction}
     * @param destination hash of its destination
     * @return its number
     */
    public long append(Datagram datagram, Frame frame, int place, long flow, int direction, long destination) {
        long sequence = allocate();
        long[] words = words(sequence);
        int base = base(sequence);
        int digested = Math.min(datagram.payloadPresent(), FlowHash.DIGEST_OCTETS);
        words[base + TIME] = Stamp.of(frame);
        words[base + FLOW] = flow;
        words[base + HEADER] = header(datagram, direction);
        words[base + PAYLOAD] = hash.payload(datagram);
        words[prefixesAt(sequence)] = hash.prefixes(datagram);
        setSourcePort(words, sequence, datagram.sourcePort());
        long target = destinationKey(destination);
        words[base + PLACE] = frame.number() << 28
                | (datagram.isToItself() || Loopback.is(frame.origin()) ? LOCAL : 0)
                | (long) (datagram.packetType() & NO_PACKET_TYPE) << 24
                | (datagram.vlan() & 0xfffL) << 12
                | (target & 0xfff);
        words[base + TARGET] = target >>> 12 << 32
                | (datagram.flowLabel() == Datagram.ABSENT ? 0 : (long) datagram.flowLabel() << 12)
                | (long) digested << 2;
        words[base + ANSWER] = place;
        return sequence;
    }

    private static long header(Datagram datagram, int direction) {
        int flags = direction
                | (datagram.fragment() ? FRAGMENT : 0)
                | Math.min(MAX_DEPTH, datagram.depth()) << DEPTH_SHIFT
                | (datagram.identification() == Datagram.ABSENT ? NO_ID : 0);
        return (datagram.identification() & 0xffffL) << 48
                | (datagram.udpLength() & 0xffffL) << 32
                | (datagram.checksum() & 0xffffL) << 16
                | (long) datagram.ttl() << 8
                | flags;
    }

    private static int base(long sequence) {
        return inChunk(sequence) * WORDS;
    }

    private static int prefixesAt(long sequence) {
        return CHUNK_ENTRIES * WORDS + inChunk(sequence);
    }

    private static int portAt(long sequence) {
        return CHUNK_ENTRIES * (WORDS + 1) + inChunk(sequence) / PORTS_IN_WORD;
    }

    private static int portShift(long sequence) {
        return inChunk(sequence) % PORTS_IN_WORD * Short.SIZE;
    }

    private static void setSourcePort(long[] words, long sequence, int port) {
        int at = portAt(sequence);
        int shift = portShift(sequence);
        words[at] = (words[at] & ~(0xffffL << shift)) | (port & 0xffffL) << shift;
    }

    private long get(long sequence, int word) {
        return words(sequence)[base(sequence) + word];
    }

    private void set(long sequence, int word, long value) {
        words(sequence)[base(sequence) + word] = value;
    }

    @Override
    public long timeNs(long sequence) {
        return Stamp.timeNs(get(sequence, TIME));
    }

    @Override
    public boolean hasTime(long sequence) {
        return Stamp.hasTime(get(sequence, TIME));
    }

    /** Returns the {@link Stamp} of a send. */
    long stamp(long sequence) {
        return get(sequence, TIME);
    }

    /** Returns the hash of the flow of a send. */
    public long flow(long sequence) {
        return get(sequence, FLOW);
    }

    /** Returns 0 or 1, see {@link FlowHash#direction}. */
    public int direction(long sequence) {
        return (int) get(sequence, HEADER) & BACKWARD;
    }

    /**
     * Links a send to the chain of its flow and direction.
     *
     * @param previous number of the send before it, or 0
     * @param ordinal ordinal in its flow and direction, counted from 1
     * @param followsQuery see {@link #followsQuery}
     */
    void link(long sequence, long previous, int ordinal, boolean followsQuery) {
        long back = previous == 0 ? 0 : sequence - previous;
        set(sequence, CHAIN, (followsQuery ? AFTER_QUERY : 0) | back << 32 | (ordinal & 0xffffffffL));
    }

    /**
     * Returns whether exactly one datagram of the other direction came since the last one of this direction, or since
     * the start.
     */
    public boolean followsQuery(long sequence) {
        return (get(sequence, CHAIN) & AFTER_QUERY) != 0;
    }

    /** Returns the previous send set by {@link #link}, or 0 if it is not live. */
    long previous(long sequence) {
        long back = (get(sequence, CHAIN) & ~AFTER_QUERY) >>> 32;
        return back == 0 || sequence - back < oldest() ? 0 : sequence - back;
    }

    /** Returns the ordinal of a send in its flow and direction, counted from 1. */
    public int ordinal(long sequence) {
        return (int) get(sequence, CHAIN);
    }

    @Override
    public boolean isFragment(long sequence) {
        return has(sequence, FRAGMENT);
    }

    @Override
    public boolean isBounced(long sequence) {
        return has(sequence, BOUNCED);
    }

    /** Returns the oldest live send that is not matched with an error; {@link #next} if there is none. */
    public long oldestOpen() {
        open = Math.max(open, oldest());
        while (open < next() && isBounced(open)) {
            open++;
        }
        return open;
    }

    /** Marks a send as matched with an error. */
    public void setBounced(long sequence) {
        mark(sequence, BOUNCED);
    }

    /** Returns whether a send is in the evidence index. */
    public boolean isIndexed(long sequence) {
        return has(sequence, INDEXED);
    }

    void setIndexed(long sequence) {
        mark(sequence, INDEXED);
    }

    private boolean has(long sequence, int flag) {
        return (get(sequence, HEADER) & flag) != 0;
    }

    private void mark(long sequence, int flag) {
        set(sequence, HEADER, get(sequence, HEADER) | flag);
    }

    /** Returns whether a send is in the evidence index by its headers, too. */
    boolean isIndexedByHeaders(long sequence) {
        return (get(sequence, TARGET) & LISTED) != 0;
    }

    void setIndexedByHeaders(long sequence) {
        set(sequence, TARGET, get(sequence, TARGET) | LISTED);
    }

    /** Returns whether the matched error may be about another datagram; a later exact match settles it. */
    public boolean isGuessed(long sequence) {
        return (get(sequence, TARGET) & GUESSED) != 0;
    }

    public void setGuessed(long sequence, boolean guessed) {
        long rest = get(sequence, TARGET) & ~GUESSED;
        set(sequence, TARGET, guessed ? rest | GUESSED : rest);
    }

    @Override
    public int identification(long sequence) {
        long header = get(sequence, HEADER);
        return (header & NO_ID) != 0 ? -1 : (int) (header >>> 48);
    }

    @Override
    public int udpLength(long sequence) {
        return (int) (get(sequence, HEADER) >>> 32) & 0xffff;
    }

    @Override
    public int checksum(long sequence) {
        return (int) (get(sequence, HEADER) >>> 16) & 0xffff;
    }

    public int ttl(long sequence) {
        return (int) (get(sequence, HEADER) >>> 8) & 0xff;
    }

    /** Returns the number of tunnel headers around a send; 7 means 7 or more. */
    public int depth(long sequence) {
        return (int) (get(sequence, HEADER) >>> DEPTH_SHIFT) & MAX_DEPTH;
    }

    @Override
    public long payload(long sequence) {
        return get(sequence, PAYLOAD);
    }

    @Override
    public long prefixes(long sequence) {
        return words(sequence)[prefixesAt(sequence)];
    }

    @Override
    public long frame(long sequence) {
        return get(sequence, PLACE) >>> 28;
    }

    /** Returns the VLAN identifier, or -1. */
    public int vlan(long sequence) {
        int vlan = (int) (get(sequence, PLACE) >>> 12) & 0xfff;
        return vlan == 0xfff ? -1 : vlan;
    }

    /** Returns whether the sender and the receiver are the same host, whatever the addresses. */
    public boolean isLocal(long sequence) {
        return (get(sequence, PLACE) & LOCAL) != 0;
    }

    /** Returns the type as in {@link dev.udpbounce.decode.IpPacket#packetType}. */
    public int packetType(long sequence) {
        int type = (int) (get(sequence, PLACE) >>> 24) & NO_PACKET_TYPE;
        return type == NO_PACKET_TYPE ? -1 : type;
    }

    /** Returns the key of a destination, from its hash: 44 bits, never 0. */
    public static long destinationKey(long endpoint) {
        long key = endpoint >>> DESTINATION_SHIFT;
        return key == 0 ? 1 : key;
    }

    @Override
    public int sourcePort(long sequence) {
        return (int) (words(sequence)[portAt(sequence)] >>> portShift(sequence)) & 0xffff;
    }

    /** Returns the {@link #destinationKey} of the destination of a send. */
    public long destination(long sequence) {
        return get(sequence, TARGET) >>> 32 << 12 | (get(sequence, PLACE) & 0xfff);
    }

    @Override
    public int flowLabel(long sequence) {
        return (int) (get(sequence, TARGET) >>> 12) & 0xfffff;
    }

    @Override
    public int digested(long sequence) {
        return (int) (get(sequence, TARGET) >>> 2) & 0x3ff;
    }

    /** Returns where a send was captured, see {@link Places}. */
    public int place(long sequence) {
        return (int) get(sequence, ANSWER) & 0xfffffff;
    }

    /** Returns the value of {@link #setAnswer}; 0 initially. */
    public long answer(long sequence) {
        return get(sequence, ANSWER) >>> 28;
    }

    /** Sets the answer to a send: the error's frame if it bounced, else the number of the datagram that came back. */
    public void setAnswer(long sequence, long answer) {
        set(sequence, ANSWER, answer << 28 | place(sequence));
    }
}
