// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Translation;
import java.util.EnumSet;
import java.util.Set;

/**
 * Known translations of addresses and ports (NAT), by the translated ones. An entry leads from the addresses and ports of
 * a further frame of a datagram to the flow of its first frame. It is identified by its slot, valid until the next {@link
 * #put} or {@link #forgetBefore}.
 *
 * <pre>
 *  word      63                                                                  0
 *  0         | hash of the translated way: source and destination in this order      |
 *  FLOW      | hash of the flow of the first frame                                   |
 *  FACTS     | evidence (16)                  | certainty (8) | version (8) | direction |
 *  LAST      | the last send that was recognized by it                               |
 *  FIRST     | addresses and ports of the first frame, see {@link RecentSends}, 5 words |
 *  AFTER     | those after the translation, 5 words                                  |
 * </pre>
 */
public final class Translations {
    private static final int FLOW = 1;
    private static final int FACTS = 2;
    private static final int LAST = 3;
    private static final int FIRST = 4;
    private static final int AFTER = FIRST + RecentSends.WORDS;
    private static final int WORDS = AFTER + RecentSends.WORDS;
    /** Memory of an entry, octets. */
    static final int OCTETS = WORDS * Long.BYTES;

    /** In the form in which addresses and ports are passed. */
    private static final int PORTS = 4;

    private static final int LEAST_PLACES = 64;
    private static final int EVIDENCE_SHIFT = 32;
    private static final int CERTAINTY_SHIFT = 16;
    private static final int VERSION_SHIFT = 8;
    private static final Translation.Certainty[] CERTAINTIES = Translation.Certainty.values();
    private static final Translation.Sign[] SIGNS = Translation.Sign.values();

    private final FlowHash hash;
    private final LongTable table;

    /** @param places maximum number of places for translations; a power of two */
    public Translations(int places, FlowHash hash) {
        this.hash = hash;
        table = new LongTable(WORDS, LEAST_PLACES, places, 6, 7);
    }

    public boolean isEmpty() {
        return table.size() == 0;
    }

    /** Returns whether {@link #forgetBefore} is needed before another translation, which is two entries, is put. */
    public boolean isFull() {
        return table.isFullFor(2);
    }

    /** Returns whether {@link #forgetBefore} left little room. */
    public boolean areMany() {
        return table.size() > table.limit() * 3L / 4;
    }

    /** Returns the hash of a way between two endpoints, never 0. */
    public long way(long source, long destination) {
        long way = hash.mix(source, destination);
        return way == 0 ? 1 : way;
    }

    /** Returns the slot of a translated way; negative if it is not known. */
    public int find(long way) {
        return table.find(way);
    }

    /** Returns the bits of evidence, for {@link #put}. */
    public static int bits(Set<Translation.Sign> signs) {
        int bits = 0;
        for (int i = 0; i < SIGNS.length; i++) {
            bits |= signs.contains(SIGNS[i]) ? 1 << i : 0;
        }
        return bits;
    }

    /**
     * Adds a translation, or replaces that of the same way.
     *
     * @param way hash of the translated way
     * @param flow hash of the flow of the first frame
     * @param direction direction of the datagram in it
     * @param version IP version
     * @param evidence see {@link #bits}
     * @param send the send that was recognized
     * @param first addresses and ports of its first frame
     * @param after those after the translation
     */
    public void put(
            long way,
            long flow,
            int direction,
            int version,
            Translation.Certainty certainty,
            int evidence,
            long send,
            long[] first,
            long[] after) {
        int slot = table.find(way);
        slot = slot < 0 ? table.insert(way, slot) : slot;
        table.set(slot, FLOW, flow);
        int index = 0;
        while (CERTAINTIES[index] != certainty) {
            index++;
        }
        table.set(
                slot,
                FACTS,
                (long) evidence << EVIDENCE_SHIFT
                        | (long) index << CERTAINTY_SHIFT
                        | (long) version << VERSION_SHIFT
                        | direction);
        table.set(slot, LAST, send);
        for (int i = 0; i < RecentSends.WORDS; i++) {
            table.set(slot, FIRST + i, first[i]);
            table.set(slot, AFTER + i, after[i]);
        }
    }

    /**
     * Adds the translation of the opposite direction, or replaces it: what is first seen on the far side of the translator
     * and then on the near one.
     *
     * @param first addresses and ports of a datagram on the near side
     * @param after those on the far side
     */
    public void putOpposite(
            int version, Translation.Certainty certainty, int evidence, long send, long[] first, long[] after) {
        long[] far = reversed(after);
        long[] near = reversed(first);
        long farSource = endpoint(version, far, 0, far[PORTS] >>> 16);
        long farDestination = endpoint(version, far, 2, far[PORTS] & 0xffff);
        long way =
                way(endpoint(version, near, 0, near[PORTS] >>> 16), endpoint(version, near, 2, near[PORTS] & 0xffff));
        long flow = hash.flow(farSource, farDestination);
        int direction = FlowHash.direction(farSource, farDestination);
        put(way, flow, direction, version, certainty, evidence, send, far, near);
    }

    private long endpoint(int version, long[] ends, int at, long port) {
        return hash.endpoint(version, ends[at], ends[at + 1], (int) port);
    }

    private static long[] reversed(long[] ends) {
        return new long[] {ends[2], ends[3], ends[0], ends[1], (ends[PORTS] & 0xffff) << 16 | ends[PORTS] >>> 16};
    }

    /** Notes that a send was recognized. */
    public void used(int slot, long send) {
        table.set(slot, LAST, Math.max(send, table.get(slot, LAST)));
    }

    /** Removes the translations by which no send from this one on was recognized. */
    public void forgetBefore(long send) {
        table.sweep(slot -> table.get(slot, LAST) >= send);
    }

    /** Returns the hash of the flow of the first frame. */
    public long flow(int slot) {
        return table.get(slot, FLOW);
    }

    /** Returns the direction in that flow. */
    public int direction(int slot) {
        return (int) table.get(slot, FACTS) & 1;
    }

    /** Returns the addresses and ports of the first frame. */
    public Flow first(int slot) {
        return ends(slot, FIRST);
    }

    /** Returns whether the translation is only {@link Translation.Certainty#LIKELY}. */
    public boolean isLikely(int slot) {
        return certainty(slot) == Translation.Certainty.LIKELY;
    }

    private Translation.Certainty certainty(int slot) {
        return CERTAINTIES[(int) (table.get(slot, FACTS) >>> CERTAINTY_SHIFT) & 0xff];
    }

    /** Returns the translation. */
    public Translation translation(int slot) {
        long facts = table.get(slot, FACTS);
        EnumSet<Translation.Sign> evidence = EnumSet.noneOf(Translation.Sign.class);
        for (int i = 0; i < SIGNS.length; i++) {
            if ((facts >>> EVIDENCE_SHIFT >>> i & 1) != 0) {
                evidence.add(SIGNS[i]);
            }
        }
        return new Translation(ends(slot, AFTER), certainty(slot), evidence);
    }

    /** Copies the addresses and ports after the translation. */
    public void copyAfter(int slot, long[] ends) {
        for (int i = 0; i < RecentSends.WORDS; i++) {
            ends[i] = table.get(slot, AFTER + i);
        }
    }

    /** Returns the change by the translation of the one's complement sum over addresses and ports (RFC 1624). */
    public long addedSum(int slot) {
        return sum(slot, AFTER) - sum(slot, FIRST);
    }

    private long sum(int slot, int ends) {
        long sum = 0;
        for (int i = 0; i < RecentSends.WORDS; i++) {
            long word = table.get(slot, ends + i);
            sum += (word >>> 48) + (word >>> 32 & 0xffff) + (word >>> 16 & 0xffff) + (word & 0xffff);
        }
        return sum;
    }

    private Flow ends(int slot, int at) {
        int version = (int) (table.get(slot, FACTS) >>> VERSION_SHIFT) & 0xff;
        long ports = table.get(slot, at + PORTS);
        return new Flow(
                new IpAddress(version, table.get(slot, at), table.get(slot, at + 1)),
                (int) (ports >>> 16),
                new IpAddress(version, table.get(slot, at + 2), table.get(slot, at + 3)),
                (int) ports & 0xffff);
    }
}
