// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

/**
 * An index of live sends of any source by destination, UDP length and identification, newest first. It is built on
 * first use and costs nothing before.
 *
 * <p>Sends with the same properties are in one chain of a hash table, which they may share with others. A bucket has
 * the low 32 bits of its last send's number, and each send the distance to the one before it. Nothing is removed: a
 * chain ends where the live sends end.
 */
public final class DestinationIndex {
    private static final int[] NONE = new int[0];

    private final PendingSends sends;
    private final FlowHash hash;
    private final int buckets;
    private int[] last = NONE;
    private final int[][] steps;

    /** @param buckets number of buckets of the hash table; a power of two */
    public DestinationIndex(PendingSends sends, FlowHash hash, int buckets) {
        this.sends = sends;
        this.hash = hash;
        this.buckets = buckets;
        steps = new int[sends.chunkCount()][];
    }

    public boolean isBuilt() {
        return last.length > 0;
    }

    /** Adds all live sends before {@code end}; the caller adds later ones as they arrive. */
    public void build(long end) {
        last = new int[buckets];
        for (long sequence = sends.oldest(); sequence < end; sequence++) {
            add(sequence);
        }
    }

    /** Adds a send, which must be newer than all in the index. */
    public void add(long sequence) {
        int bucket = bucket(sends.destination(sequence), sends.udpLength(sequence), sends.identification(sequence));
        long previous = sends.live(last[bucket]);
        setStep(sequence, previous == 0 || previous >= sequence ? 0 : sequence - previous);
        last[bucket] = (int) sequence;
    }

    /**
     * Returns the newest live send with these properties, or 0.
     *
     * @param destination see {@link PendingSends#destinationKey}
     * @param identification see {@link PendingSends#identification}
     */
    public long last(long destination, int udpLength, int identification) {
        return fitting(
                sends.live(last[bucket(destination, udpLength, identification)]),
                destination,
                udpLength,
                identification);
    }

    /** Returns the next older send with these properties, or 0. */
    public long previous(long sequence, long destination, int udpLength, int identification) {
        return fitting(before(sequence), destination, udpLength, identification);
    }

    private long fitting(long newest, long destination, int udpLength, int identification) {
        long sequence = newest;
        while (sequence != 0
                && (sends.destination(sequence) != destination
                        || sends.udpLength(sequence) != udpLength
                        || sends.identification(sequence) != identification)) {
            sequence = before(sequence);
        }
        return sequence;
    }

    /** Returns the live send before this one in its chain, or 0. */
    private long before(long sequence) {
        long back = steps[sends.chunk(sequence)][SequenceRing.inChunk(sequence)] & 0xffffffffL;
        return back == 0 || sequence - back < sends.oldest() ? 0 : sequence - back;
    }

    private int bucket(long destination, int udpLength, int identification) {
        return (int) hash.mix(destination, (long) identification << 16 | udpLength) & (buckets - 1);
    }

    private void setStep(long sequence, long step) {
        int chunk = sends.chunk(sequence);
        if (steps[chunk] == null) {
            steps[chunk] = new int[SequenceRing.CHUNK_ENTRIES];
        }
        steps[chunk][SequenceRing.inChunk(sequence)] = (int) step;
    }
}
