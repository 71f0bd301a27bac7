// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import dev.udpbounce.decode.IpPacket;

/**
 * Further sightings of waiting sends, after the first, and the places of their errors if those are in another file.
 *
 * <pre>
 *  key       | hash of the send and the ordinal of the sighting; 0 is its error      |
 *  TIME      | nanoseconds since the epoch                                       |
 *  PLACE     | frame number (36)                             | place (28)        |
 *  WAY       | packet type and 1, which is 0 for none (32) | time to live (8) | depth (8) |
 *  AS        | hash of its translated way, see {@link Translations}; 0 = none     |
 * </pre>
 *
 * If there is no room, the sightings of the oldest sends are dropped.
 */
public final class SightingTable {
    private static final int TIME = 1;
    private static final int PLACE = 2;
    private static final int WAY = 3;
    private static final int AS = 4;
    private static final int WORDS = 5;
    /** Memory of a sighting, octets. */
    static final int OCTETS = WORDS * Long.BYTES;

    private static final int LEAST_PLACES = 64;
    private static final int GROW_AT = 6;
    private static final int FULL_AT = 7;
    private static final int PLACE_BITS = 28;
    private static final int TTL_SHIFT = 8;
    private static final int OCTET = 0xff;
    /** Maximum number of further sightings kept of a send. */
    private static final int MOST = 16;

    private static final int ERROR = 0;

    private final FlowHash hash;
    private final LongTable table;
    /** No send before this one has an entry. */
    private long kept = 1;

    /** @param capacity maximum number of places for sightings; a power of two */
    public SightingTable(int capacity, FlowHash hash) {
        this.hash = hash;
        table = new LongTable(WORDS, LEAST_PLACES, capacity, GROW_AT, FULL_AT);
    }

    public boolean isEmpty() {
        return table.size() == 0;
    }

    /**
     * Adds a sighting of a waiting send.
     *
     * @param place see {@link Places}
     * @param packet its IP header
     * @param way hash of its translated way, see {@link Translations}; 0 if its addresses and ports are those of the
     *     first
     */
    public void add(long send, long frame, long timeNs, int place, IpPacket packet, long way) {
        add(send, frame, timeNs, place, packet.packetType(), packet.depth(), packet.ttl(), way);
    }

    void add(long send, long frame, long timeNs, int place, int packetType, int depth, int ttl, long way) {
        int ordinal = count(send) + 1;
        if (ordinal <= MOST) {
            put(send, ordinal, frame, timeNs, place, packetType, Math.min(OCTET, depth) | ttl << TTL_SHIFT, way);
        }
    }

    /** Sets the place where the error of a send was captured. */
    public void addError(long send, int place) {
        int slot = find(send, ERROR);
        if (slot < 0) {
            put(send, ERROR, 0, 0, place, -1, 0, 0);
        } else {
            table.set(slot, PLACE, place);
        }
    }

    private void put(
            long send, int ordinal, long frame, long timeNs, int place, int packetType, int depthAndTtl, long way) {
        while (table.isFullFor(1) && kept < send) {
            remove(kept);
        }
        if (table.isFullFor(1)) {
            return;
        }
        long key = key(send, ordinal);
        int slot = table.insert(key, table.find(key));
        table.set(slot, TIME, timeNs);
        table.set(slot, PLACE, frame << PLACE_BITS | place);
        table.set(slot, WAY, (packetType + 1L) << Integer.SIZE | depthAndTtl);
        table.set(slot, AS, way);
    }

    /** Returns the number of further sightings kept of a send. */
    public int count(long send) {
        int count = 0;
        while (!isEmpty() && find(send, count + 1) >= 0) {
            count++;
        }
        return count;
    }

    /** Returns the place of the error of a send; -1 if none is set. */
    public int errorPlace(long send) {
        int slot = isEmpty() ? -1 : find(send, ERROR);
        return slot < 0 ? -1 : place(slot);
    }

    /** Returns the slot of a sighting, valid until another is added or a send leaves; the ordinal counts from 1. */
    public int at(long send, int ordinal) {
        return find(send, ordinal);
    }

    public long frame(int sighting) {
        return table.get(sighting, PLACE) >>> PLACE_BITS;
    }

    public int place(int sighting) {
        return (int) table.get(sighting, PLACE) & (1 << PLACE_BITS) - 1;
    }

    public long timeNs(int sighting) {
        return table.get(sighting, TIME);
    }

    public int packetType(int sighting) {
        return table.half(sighting, WAY, 1) - 1;
    }

    public int depth(int sighting) {
        return table.half(sighting, WAY, 0) & OCTET;
    }

    /** Returns the time to live, or hop limit. */
    public int ttl(int sighting) {
        return table.half(sighting, WAY, 0) >>> TTL_SHIFT;
    }

    /** Returns the hash of the translated way; 0 if addresses and ports are those of the first sighting. */
    public long way(int sighting) {
        return table.get(sighting, AS);
    }

    /** Removes a send that leaves or makes room; all sends before the next one are gone. */
    public void remove(long send) {
        kept = Math.max(kept, send + 1);
        for (int ordinal = ERROR; !isEmpty() && ordinal <= MOST; ordinal++) {
            int slot = find(send, ordinal);
            if (slot >= 0) {
                table.remove(slot);
            } else if (ordinal > ERROR) {
                return;
            }
        }
    }

    private int find(long send, int ordinal) {
        return table.find(key(send, ordinal));
    }

    private long key(long send, int ordinal) {
        long key = hash.mix(send, ordinal);
        return key == 0 ? 1 : key;
    }
}
