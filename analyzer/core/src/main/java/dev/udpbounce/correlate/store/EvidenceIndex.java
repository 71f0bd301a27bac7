// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

/**
 * Lists the sends of flows that had an error by the properties that a quote may contain, each list in order of time. A
 * send is on the list of its length, id and payload digest. If that list does not help, the flow's sends are also
 * listed by length; by length and id; by length and the first 16 octets of payload, plus the first 80 if the payload is
 * longer; by length and checksum. Flows without an error take no memory here.
 *
 * <pre>
 *  word      63                              32 31                               0
 *  0         | hash of what the sends of the list have in common                 |
 *  ENDS      | first send                     | last send: low bits              |
 *  TALLY     | sends                          | cursor: the first send that may have no error yet |
 * </pre>
 *
 * The links of a send are stored outside the ring. Sends leave in the order of arrival, always as the first of their
 * lists.
 */
public final class EvidenceIndex {
    /** The list by length. */
    public static final int LENGTH = 0;
    /** The list by length and id. */
    public static final int ID = 1;
    /** The list by length, id and payload. */
    public static final int PAYLOAD = 2;

    /** The list by length and the payload's first octets, see {@link FlowHash#prefixOf}: for truncated quotes. */
    public static final int PREFIX = 3;

    /** The list by length and UDP checksum. */
    public static final int CHECKSUM = 4;

    /** The list by length and the payload's first 80 octets, see {@link FlowHash#extended}; only of longer payloads. */
    public static final int EXTENDED = 5;

    private static final int LISTS = 6;

    private static final int WORDS = 3;
    private static final int ENDS = 1;
    private static final int TALLY = 2;
    private static final int LAST = 0;
    private static final int FIRST = 1;
    private static final int CURSOR = 0;
    private static final int COUNT = 1;
    private static final int MIN_LISTS = 1 << 10;
    /** The table is never more than three eighths full: a list is looked up several times for a datagram that bounces. */
    private static final int FULL = 3;

    /** The latest payloads of one of so many flows are known. */
    private static final int FLOWS_TO_ONE = 32;

    private final PendingSends sends;
    private final FlowHash hash;
    private final LongTable table;
    private final LatestPayloads latest;
    private final int[][] links;

    /** @param flows places for flows, by which the number of lists is bounded; a power of two */
    public EvidenceIndex(PendingSends sends, FlowHash hash, int flows) {
        this.sends = sends;
        this.hash = hash;
        table = new LongTable(WORDS, MIN_LISTS, 2 * flows, FULL, FULL);
        latest = new LatestPayloads(hash, flows / FLOWS_TO_ONE);
        links = new int[sends.chunkCount()][];
    }

    /** Returns whether the oldest sends must be removed before another can be listed. */
    public boolean isFull() {
        return table.isFullFor(LISTS);
    }

    /**
     * Returns the key of a list.
     *
     * @param list one of the six lists
     * @param id identification, or -1
     * @param checksum UDP checksum
     * @param payload the {@link FlowHash#payload} digests, or {@link FlowHash#prefixes} for {@link #EXTENDED}; only the
     *     digest of the list is used
     */
    public long key(int list, long flow, int direction, int udpLength, int id, int checksum, long payload) {
        long key = hash.mix(flow, udpLength << 1 | direction);
        key = switch (list) {
            case LENGTH -> key;
            case ID -> hash.mix(key, id);
            case PAYLOAD -> hash.mix(hash.mix(key, id), FlowHash.longDigestOf(payload));
            case PREFIX -> hash.mix(hash.mix(key, PREFIX), FlowHash.prefixOf(payload));
            case EXTENDED -> hash.mix(hash.mix(key, EXTENDED), payload & 0xffffffffL);
            case CHECKSUM -> hash.mix(hash.mix(key, CHECKSUM), checksum);
            default -> throw new IllegalArgumentException("no list " + list);
        };
        return key == 0 ? 1 : key;
    }

    private long key(int list, long sequence) {
        return key(
                list,
                sends.flow(sequence),
                sends.direction(sequence),
                sends.udpLength(sequence),
                sends.identification(sequence),
                sends.checksum(sequence),
                list == EXTENDED ? sends.prefixes(sequence) : sends.payload(sequence));
    }

    /** Appends a send to the list of its payload; it must be newer than all in the index. */
    public void add(long sequence) {
        sends.setIndexed(sequence);
        add(PAYLOAD, sequence);
        latest.add(sends.flow(sequence), sends.direction(sequence), sends.ordinal(sequence), sends.payload(sequence));
    }

    /**
     * Returns whether one of the {@code steps} sends before an indexed send in its flow may have the same payload;
     * false is certain.
     */
    public boolean mayRepeat(long sequence, int steps) {
        return latest.mayRepeat(
                sends.flow(sequence),
                sends.direction(sequence),
                sends.ordinal(sequence),
                sends.payload(sequence),
                steps);
    }

    /** Appends a send already added by {@link #add} to its other lists; it must be newer than all on them. */
    public void addByHeaders(long sequence) {
        sends.setIndexedByHeaders(sequence);
        add(LENGTH, sequence);
        add(ID, sequence);
        add(PREFIX, sequence);
        add(CHECKSUM, sequence);
        if (isExtended(sequence)) {
            add(EXTENDED, sequence);
        }
    }

    private boolean isExtended(long sequence) {
        return sends.digested(sequence) > FlowHash.EXTENDED_OCTETS;
    }

    private void add(int list, long sequence) {
        setNext(sequence, list, 0);
        long key = key(list, sequence);
        int slot = table.find(key);
        if (slot >= 0) {
            setNext(last(slot), list, sequence);
            table.setHalf(slot, ENDS, LAST, (int) sequence);
            table.setHalf(slot, TALLY, COUNT, count(slot) + 1);
        } else {
            slot = table.insert(key, slot);
            table.setHalf(slot, ENDS, FIRST, (int) sequence);
            table.setHalf(slot, ENDS, LAST, (int) sequence);
            table.setHalf(slot, TALLY, COUNT, 1);
            table.setHalf(slot, TALLY, CURSOR, (int) sequence);
        }
    }

    /** Removes the oldest send from its lists. */
    public void remove(long sequence) {
        remove(PAYLOAD, sequence);
        if (sends.isIndexedByHeaders(sequence)) {
            remove(LENGTH, sequence);
            remove(ID, sequence);
            remove(PREFIX, sequence);
            remove(CHECKSUM, sequence);
            if (isExtended(sequence)) {
                remove(EXTENDED, sequence);
            }
        }
    }

    private void remove(int list, long sequence) {
        int slot = table.find(key(list, sequence));
        assert slot >= 0 && first(slot) == sequence;
        long next = next(sequence, list);
        if (next == 0) {
            table.remove(slot);
            return;
        }
        table.setHalf(slot, ENDS, FIRST, (int) next);
        table.setHalf(slot, TALLY, COUNT, count(slot) - 1);
        if (table.half(slot, TALLY, CURSOR) == (int) sequence) {
            table.setHalf(slot, TALLY, CURSOR, (int) next);
        }
    }

    /** Returns the slot of a list, valid until a send is added or removed; negative if there is no such list. */
    public int find(long key) {
        return table.find(key);
    }

    /** Returns the number of sends on the list. */
    public int count(int slot) {
        return table.half(slot, TALLY, COUNT);
    }

    /** Returns the oldest send of the list. */
    public long first(int slot) {
        return sends.live(table.half(slot, ENDS, FIRST));
    }

    /** Returns the newest send of the list. */
    public long last(int slot) {
        return sends.live(table.half(slot, ENDS, LAST));
    }

    /** Returns the send after this one on its list, or 0. */
    public long next(long sequence, int list) {
        int step = links(sequence)[link(sequence, list)];
        return step == 0 ? 0 : sequence + (step & 0xffffffffL);
    }

    /** Returns the oldest send of the list without an error, or 0. */
    public long firstOpen(int slot, int list) {
        long sequence = sends.live(table.half(slot, TALLY, CURSOR));
        long last = 0;
        while (sequence != 0 && sends.isBounced(sequence)) {
            last = sequence;
            sequence = next(sequence, list);
        }
        table.setHalf(slot, TALLY, CURSOR, (int) (sequence == 0 ? last : sequence));
        return sequence;
    }

    private int[] links(long sequence) {
        int chunk = sends.chunk(sequence);
        if (links[chunk] == null) {
            links[chunk] = new int[LISTS * SequenceRing.CHUNK_ENTRIES];
        }
        return links[chunk];
    }

    private static int link(long sequence, int list) {
        return SequenceRing.inChunk(sequence) * LISTS + list;
    }

    private void setNext(long sequence, int list, long next) {
        links(sequence)[link(sequence, list)] = next == 0 ? 0 : (int) (next - sequence);
    }
}
