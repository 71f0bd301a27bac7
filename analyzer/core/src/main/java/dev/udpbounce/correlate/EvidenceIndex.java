package dev.udpbounce.correlate;

import java.util.Arrays;

/**
 * The sends of flows that had an error, listed by what a quote can tell of them, each list in the order of time. A send
 * is on the list of its length, id and payload digest; where such a list did not help, the flow's sends are also on those
 * of their length, and of their length and id. Flows without an error cost nothing here.
 *
 * <p>A list is a slot of 3 words in an open-addressing table: its key; its first and last send; its cursor and count.
 * The links of a send are kept beside the ring. Sends leave in the order in which they came, always as the first of
 * their lists.
 */
final class EvidenceIndex {
    static final int LENGTH = 0;
    static final int ID = 1;
    static final int PAYLOAD = 2;
    static final int LISTS = 3;

    private static final int WORDS = 3;
    private static final int ENDS = 1;
    private static final int TALLY = 2;
    private static final int MIN_SLOTS = 1 << 10;

    private final SendRing ring;
    private final FlowHash hash;
    private final int maxSlots;
    private final int[][] links;
    private long[] words = new long[MIN_SLOTS * WORDS];
    private int mask = MIN_SLOTS - 1;
    private int size;

    /** @param maxSlots lists at most; a power of two */
    EvidenceIndex(SendRing ring, FlowHash hash, int maxSlots) {
        this.ring = ring;
        this.hash = hash;
        this.maxSlots = Math.max(maxSlots, MIN_SLOTS);
        links = new int[ring.chunkCount()][];
    }

    /** Whether the oldest sends must go before another can be listed. */
    boolean isFull() {
        return mask + 1 == maxSlots && size + LISTS > maxSlots - (maxSlots >> 2);
    }

    /**
     * The key of a list.
     *
     * @param id identification, or -1
     * @param payload long digest of the payload
     */
    long key(int list, long flow, int direction, int udpLength, int id, long payload) {
        long key = hash.mix(flow, udpLength << 1 | direction);
        if (list > LENGTH) {
            key = hash.mix(key, id);
        }
        if (list > ID) {
            key = hash.mix(key, payload);
        }
        return key == 0 ? 1 : key;
    }

    private long key(int list, long sequence) {
        return key(
                list,
                ring.get(sequence, SendRing.FLOW),
                ring.direction(sequence),
                ring.udpLength(sequence),
                ring.identification(sequence),
                FlowHash.longDigestOf(ring.payload(sequence)));
    }

    /** Appends a send to the list of its payload; it must be newer than all that are there. */
    void add(long sequence) {
        makeRoom();
        ring.mark(sequence, SendRing.INDEXED);
        add(PAYLOAD, sequence);
    }

    /** Appends a send, which has been added, to the lists of its headers; it must be newer than all that are there. */
    void addByHeaders(long sequence) {
        makeRoom();
        ring.setListed(sequence);
        add(LENGTH, sequence);
        add(ID, sequence);
    }

    private void makeRoom() {
        if (size + LISTS > (mask + 1) / 2 && mask + 1 < maxSlots) {
            grow();
        }
    }

    private void add(int list, long sequence) {
        setNext(sequence, list, 0);
        long key = key(list, sequence);
        int slot = find(key);
        if (slot >= 0) {
            setNext(last(slot), list, sequence);
            setEnds(slot, first(slot), sequence);
            words[slot + TALLY] += 1L << 32;
        } else {
            words[~slot] = key;
            setEnds(~slot, sequence, sequence);
            words[~slot + TALLY] = 1L << 32 | (sequence & 0xffffffffL);
            size++;
        }
    }

    /** Takes the oldest send of all from its lists. */
    void remove(long sequence) {
        remove(PAYLOAD, sequence);
        if (ring.isListed(sequence)) {
            remove(LENGTH, sequence);
            remove(ID, sequence);
        }
    }

    private void remove(int list, long sequence) {
        int slot = find(key(list, sequence));
        assert slot >= 0 && first(slot) == sequence;
        long next = next(sequence, list);
        if (next == 0) {
            delete(slot);
            return;
        }
        boolean cursorLeaves = (int) words[slot + TALLY] == (int) sequence;
        setEnds(slot, next, last(slot));
        words[slot + TALLY] -= 1L << 32;
        if (cursorLeaves) {
            setCursor(slot, next);
        }
    }

    /** The slot of a list, negative if there is no such list. */
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

    /** Number of sends on the list. */
    int count(int slot) {
        return (int) (words[slot + TALLY] >>> 32);
    }

    /** The oldest send of the list. */
    long first(int slot) {
        return full((int) (words[slot + ENDS] >>> 32));
    }

    /** The newest send of the list. */
    long last(int slot) {
        return full((int) words[slot + ENDS]);
    }

    /** The send after this one on its list, or 0. */
    long next(long sequence, int list) {
        int step = links(sequence)[link(sequence, list)];
        return step == 0 ? 0 : sequence + (step & 0xffffffffL);
    }

    /** The oldest send of the list that had no error yet, or 0. */
    long firstOpen(int slot, int list) {
        long sequence = full((int) words[slot + TALLY]);
        long last = 0;
        while (sequence != 0 && ring.has(sequence, SendRing.BOUNCED)) {
            last = sequence;
            sequence = next(sequence, list);
        }
        setCursor(slot, sequence == 0 ? last : sequence);
        return sequence;
    }

    private void setCursor(int slot, long sequence) {
        words[slot + TALLY] = (words[slot + TALLY] & ~0xffffffffL) | (sequence & 0xffffffffL);
    }

    private long full(int lowBits) {
        return ring.tail() + (lowBits - (int) ring.tail() & 0xffffffffL);
    }

    private void setEnds(int slot, long first, long last) {
        words[slot + ENDS] = first << 32 | (last & 0xffffffffL);
    }

    private int[] links(long sequence) {
        int chunk = ring.chunk(sequence);
        if (links[chunk] == null) {
            links[chunk] = new int[LISTS * SendRing.CHUNK_SENDS];
        }
        return links[chunk];
    }

    private static int link(long sequence, int list) {
        return ((int) sequence & (SendRing.CHUNK_SENDS - 1)) * LISTS + list;
    }

    private void setNext(long sequence, int list, long next) {
        links(sequence)[link(sequence, list)] = next == 0 ? 0 : (int) (next - sequence);
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

    /** Deletion from a linearly probed table: what stands behind the gap and may stand in it moves up. */
    private void delete(int slot) {
        int gap = slot / WORDS;
        for (int index = gap + 1 & mask; words[index * WORDS] != 0; index = index + 1 & mask) {
            int home = (int) (words[index * WORDS] >>> 32) & mask;
            if ((index - home & mask) >= (index - gap & mask)) {
                System.arraycopy(words, index * WORDS, words, gap * WORDS, WORDS);
                gap = index;
            }
        }
        Arrays.fill(words, gap * WORDS, gap * WORDS + WORDS, 0);
        size--;
    }
}
