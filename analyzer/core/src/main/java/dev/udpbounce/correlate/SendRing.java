package dev.udpbounce.correlate;

import java.util.Arrays;

/**
 * Sends in the order of their arrival, each 8 words and one, in a ring of bounded capacity. Its memory is taken in chunks as it
 * fills, and used again. A send is named by its sequence number, which counts from 1 and never repeats; the live ones are
 * those of {@code [tail, head)}.
 *
 * <pre>
 *  word      63                              32 31                               0
 *  TIME      | nanoseconds since the epoch                                       |
 *  FLOW      | hash of the flow, both directions alike                           |
 *  CHAIN     | steps back to the flow's previous | ordinal in its flow direction |
 *            | send in this direction; 0 = none  | counted from 1                |
 *  HEADER    | id (16)      | UDP length (16)    | checksum (16) | ttl (8) | depth (3) | flags (5) |
 *  PAYLOAD   | long digest (40)                                  | prefix (24)   |
 *  PLACE     | frame number (36) | packet type (4) | VLAN (12) | destination's key (12) |
 *  TARGET    | destination's key, upper 32 of 44 | flow label (20) | digested (10) | listed | guessed |
 *  ANSWER    | frame of the error, or of the reply (36)      | origin id (28)     |
 * </pre>
 *
 * A ninth word, which only an error asks for, stands behind all these of its chunk: digests of the payload's first 48 and
 * first 80 octets.
 */
final class SendRing {
    static final int TIME = 0;
    static final int FLOW = 1;
    static final int CHAIN = 2;
    static final int HEADER = 3;
    static final int PAYLOAD = 4;
    static final int PLACE = 5;
    static final int TARGET = 6;
    static final int ANSWER = 7;
    static final int WORDS = 8;
    /** Octets of memory that a send takes. */
    static final int OCTETS = (WORDS + 1) * Long.BYTES;

    /** Flag: from the endpoint with the larger hash. */
    static final int BACKWARD = 1;
    /** Flag: the first of several IP fragments. */
    static final int FRAGMENT = 2;
    /** Flag: an error was matched; ANSWER names its frame. */
    static final int BOUNCED = 4;
    /** Flag: the send stands in the evidence index. */
    static final int INDEXED = 8;
    /** Flag: the identification is absent. */
    static final int NO_ID = 16;
    /** In TARGET, see {@link #isGuessed}. */
    private static final long GUESSED = 1;
    /** In TARGET, see {@link #isListed}. */
    private static final long LISTED = 2;

    /** Four bits of {@link dev.udpbounce.decode.IpPacket#ABSENT}. */
    private static final int NO_PACKET_TYPE = 0xf;

    private static final int DEPTH_SHIFT = 5;
    private static final int MAX_DEPTH = 7;

    static final int CHUNK_BITS = 12;
    static final int CHUNK_SENDS = 1 << CHUNK_BITS;

    private static final long[] NONE = new long[0];

    private final int capacity;
    private final long[][] chunks;
    private long[] spare = NONE;
    private long head = 1;
    private long tail = 1;

    /** @param capacity sends that may be live at a time */
    SendRing(int capacity) {
        this.capacity = capacity;
        // The live sends may begin and end within a chunk, so that one more than these fill is in use.
        chunks = new long[Integer.highestOneBit(capacity / CHUNK_SENDS + 2) * 2][];
        Arrays.fill(chunks, NONE);
    }

    /** Number of the chunk that holds a send, among as many as {@link #chunkCount} tells. */
    int chunk(long sequence) {
        return (int) (sequence >>> CHUNK_BITS) & (chunks.length - 1);
    }

    int chunkCount() {
        return chunks.length;
    }

    int capacity() {
        return capacity;
    }

    /** Sequence number of the oldest live send; equals {@link #head()} if there is none. */
    long tail() {
        return tail;
    }

    /** Sequence number that the next send will get. */
    long head() {
        return head;
    }

    int size() {
        return (int) (head - tail);
    }

    boolean isFull() {
        return head - tail >= capacity;
    }

    boolean isLive(long sequence) {
        return sequence >= tail && sequence < head;
    }

    /** The live send whose number ends in these 32 bits, or 0 if there is none. */
    long live(int lowBits) {
        long sequence = tail + (lowBits - (int) tail & 0xffffffffL);
        return sequence < head ? sequence : 0;
    }

    /** Makes room for one more send, whose words are undefined, and returns its number. */
    long append() {
        int chunk = chunk(head);
        if (chunks[chunk].length == 0) {
            chunks[chunk] = spare.length == 0 ? new long[CHUNK_SENDS * (WORDS + 1)] : spare;
            spare = NONE;
        }
        return head++;
    }

    /** Lets the oldest send go. */
    void removeOldest() {
        int chunk = chunk(tail++);
        if (chunk != chunk(tail)) {
            spare = chunks[chunk];
            chunks[chunk] = NONE;
        }
    }

    long[] words(long sequence) {
        return chunks[chunk(sequence)];
    }

    /** Index of the send's first word in {@link #words}. */
    static int base(long sequence) {
        return ((int) sequence & (CHUNK_SENDS - 1)) * WORDS;
    }

    long get(long sequence, int word) {
        return words(sequence)[base(sequence) + word];
    }

    void set(long sequence, int word, long value) {
        words(sequence)[base(sequence) + word] = value;
    }

    long timeNs(long sequence) {
        return get(sequence, TIME);
    }

    /** The flow's previous send in the same direction, or 0 if there is no live one. */
    long previous(long sequence) {
        long back = get(sequence, CHAIN) >>> 32;
        return back == 0 || sequence - back < tail ? 0 : sequence - back;
    }

    int ordinal(long sequence) {
        return (int) get(sequence, CHAIN);
    }

    boolean has(long sequence, int flag) {
        return (get(sequence, HEADER) & flag) != 0;
    }

    void mark(long sequence, int flag) {
        words(sequence)[base(sequence) + HEADER] |= flag;
    }

    /** Whether the error that was matched may be about another datagram as well; a certain one is no repetition of it. */
    boolean isGuessed(long sequence) {
        return (get(sequence, TARGET) & GUESSED) != 0;
    }

    void setGuessed(long sequence, boolean guessed) {
        long rest = get(sequence, TARGET) & ~GUESSED;
        set(sequence, TARGET, guessed ? rest | GUESSED : rest);
    }

    /** Whether the evidence index lists the send by what its headers hold, too. */
    boolean isListed(long sequence) {
        return (get(sequence, TARGET) & LISTED) != 0;
    }

    void setListed(long sequence) {
        set(sequence, TARGET, get(sequence, TARGET) | LISTED);
    }

    /** 0 forward, 1 backward. */
    int direction(long sequence) {
        return (int) get(sequence, HEADER) & BACKWARD;
    }

    /** See {@link dev.udpbounce.decode.IpPacket#identification}; -1 for none. */
    int identification(long sequence) {
        long header = get(sequence, HEADER);
        return (header & NO_ID) != 0 ? -1 : (int) (header >>> 48);
    }

    int udpLength(long sequence) {
        return (int) (get(sequence, HEADER) >>> 32) & 0xffff;
    }

    int checksum(long sequence) {
        return (int) (get(sequence, HEADER) >>> 16) & 0xffff;
    }

    int ttl(long sequence) {
        return (int) (get(sequence, HEADER) >>> 8) & 0xff;
    }

    long payload(long sequence) {
        return get(sequence, PAYLOAD);
    }

    /** See {@link FlowHash#prefixes}. */
    long prefixes(long sequence) {
        return words(sequence)[prefixesAt(sequence)];
    }

    /** Index of {@link #prefixes} in {@link #words}. */
    static int prefixesAt(long sequence) {
        return CHUNK_SENDS * WORDS + ((int) sequence & (CHUNK_SENDS - 1));
    }

    long frame(long sequence) {
        return get(sequence, PLACE) >>> 28;
    }

    /** VLAN identifier, or -1. */
    int vlan(long sequence) {
        int vlan = (int) (get(sequence, PLACE) >>> 12) & 0xfff;
        return vlan == 0xfff ? -1 : vlan;
    }

    /** Tunnel headers around the send; 7 stands for more as well. */
    int depth(long sequence) {
        return (int) (get(sequence, HEADER) >>> DEPTH_SHIFT) & MAX_DEPTH;
    }

    /** Where a depth stands in the header's word. */
    static int depthBits(int depth) {
        return Math.min(MAX_DEPTH, depth) << DEPTH_SHIFT;
    }

    /** Where the send was seen: interface, packet type and depth. */
    long vantage(long sequence) {
        return vantage(origin(sequence), (int) (get(sequence, PLACE) >>> 24) & NO_PACKET_TYPE, depth(sequence));
    }

    /**
     * A place where packets are seen. Of several interfaces captured as one, which tell the packet type, one may show what
     * enters a tunnel and another what has entered it.
     */
    static long vantage(int origin, int packetType, int depth) {
        int type = packetType & NO_PACKET_TYPE;
        int told = type == NO_PACKET_TYPE ? 0 : Math.min(MAX_DEPTH, depth);
        return (long) origin << 7 | told << 4 | type;
    }

    /** Key of the destination, see {@link Destinations#key}. */
    long destination(long sequence) {
        return get(sequence, TARGET) >>> 32 << 12 | (get(sequence, PLACE) & 0xfff);
    }

    /** IPv6 flow label; 0 where there is none. */
    int flowLabel(long sequence) {
        return (int) (get(sequence, TARGET) >>> 12) & 0xfffff;
    }

    /** Octets of payload that the long digest covers. */
    int digested(long sequence) {
        return (int) (get(sequence, TARGET) >>> 2) & 0x3ff;
    }

    int origin(long sequence) {
        return (int) get(sequence, ANSWER) & 0xfffffff;
    }

    /** Frame of the error or reply; 0 if there is none. */
    long answerFrame(long sequence) {
        return get(sequence, ANSWER) >>> 28;
    }

    void answer(long sequence, long frame) {
        set(sequence, ANSWER, frame << 28 | origin(sequence));
    }
}
