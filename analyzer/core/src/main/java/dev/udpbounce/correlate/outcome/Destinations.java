// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import dev.udpbounce.correlate.store.LongTable;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.OctetBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The destinations quoted by errors, behind a bit set that rules out the destination of most datagrams. Their number is
 * bounded; further ones are not remembered. Unmatched errors, which anyone can forge, take at most half of the room. A
 * key is {@link dev.udpbounce.correlate.store.PendingSends#destinationKey} of a hash: 44 bits, stored in the upper bits
 * of the table's key, which select the place. The count of datagrams is stored in the table as well, so that no object
 * has to be loaded:
 *
 * <pre>
 *  word 0  | key of the destination, in its upper 44 bits   |
 *  COUNTED | datagrams (40)   | place in the list of all (24) |
 * </pre>
 */
final class Destinations {
    private static final int FILTER_BITS = 20;
    private static final int KEY_SHIFT = 20;
    private static final int COUNTED = 1;
    private static final int ORDINAL_BITS = 24;
    private static final int ORDINAL = (1 << ORDINAL_BITS) - 1;
    private static final long ONE_SEND = 1L << ORDINAL_BITS;
    private static final int WORDS = 2;
    private static final int MIN_PLACES = 1 << 10;
    private static final int MAX_PLACES = 1 << (ORDINAL_BITS + 1);

    private final int capacity;
    private final OctetBudget budget;
    private final UnrefusedCounts counts;
    private final long[] filter = new long[1 << (FILTER_BITS - 6)];
    private final LongTable table = new LongTable(WORDS, MIN_PLACES, MAX_PLACES, 4, 8);
    private final List<Destination> all = new ArrayList<>();
    private final ClosedIntervals closed = new ClosedIntervals();
    /** Suppressed datagrams to each of all destinations. */
    private int[] suppressed = new int[MIN_PLACES];

    private long overflow;

    /**
     * @param capacity maximum number of destinations
     * @param budget budget of their delays
     * @param counts counts of the datagrams to them before they became known
     */
    Destinations(int capacity, OctetBudget budget, UnrefusedCounts counts) {
        this.counts = counts;
        this.capacity = capacity;
        this.budget = budget;
    }

    /** Counts an error about a destination beyond the remembered ones. */
    void overflowed() {
        overflow++;
    }

    /** Returns the number of errors about destinations beyond the remembered ones. */
    long overflow() {
        return overflow;
    }

    /** Returns whether the destination of this key may be known; false is certain. */
    boolean mayKnow(long key) {
        int bit = (int) key & ((1 << FILTER_BITS) - 1);
        return (filter[bit >>> 6] >>> bit & 1) != 0;
    }

    /** Loads the place where a look-up of this key starts. */
    long touch(long key) {
        return table.touch(key << KEY_SHIFT);
    }

    /** Returns the destination of this key, or null if it is not known. */
    @Nullable
    Destination get(long key) {
        int slot = find(key);
        return slot < 0 ? null : at(slot);
    }

    /** Returns the slot of a key; negative if it is not known. */
    private int find(long key) {
        return mayKnow(key) ? table.find(key << KEY_SHIFT) : -1;
    }

    private Destination at(int slot) {
        return all.get(number(slot));
    }

    private int number(int slot) {
        return (int) table.get(slot, COUNTED) & ORDINAL;
    }

    /** Returns the place of the destination of this key in the list of all; negative if it is not known. */
    int numberOf(long key) {
        int slot = find(key);
        return slot < 0 ? slot : number(slot);
    }

    /** Loads the data that {@link #explainsSilence} reads first, and {@link #addSuppressed} writes. */
    long touchClosed(int number) {
        return closed.touch(number) + suppressed[number];
    }

    /** Returns {@link ClosedIntervals#explainSilence} for a known destination. */
    boolean explainsSilence(int number, long timeNs) {
        return closed.explainSilence(number, timeNs);
    }

    /** Adds to the suppressed datagrams to a known destination; {@code count} may be negative. */
    void addSuppressed(int number, int count) {
        suppressed[number] += count;
    }

    /** Counts a datagram to the destination of this key. Returns its {@link #numberOf}. */
    int sent(long key) {
        int slot = find(key);
        if (slot < 0) {
            return slot;
        }
        long counted = table.get(slot, COUNTED) + ONE_SEND;
        table.set(slot, COUNTED, counted);
        return (int) counted & ORDINAL;
    }

    /** Returns a new list of the destinations with a settled error, in the order in which they became known. */
    List<DestinationRecord> records() {
        long[] sent = new long[all.size()];
        for (int slot = table.first(); slot >= 0; slot = table.after(slot)) {
            long counted = table.get(slot, COUNTED);
            sent[(int) counted & ORDINAL] = counted >>> ORDINAL_BITS;
        }
        List<DestinationRecord> records = new ArrayList<>();
        for (int i = 0; i < sent.length; i++) {
            if (all.get(i).hasErrors()) {
                records.add(all.get(i).record(sent[i], suppressed[i] & 0xffffffffL));
            }
        }
        return records;
    }

    /** Adds a destination quoted by an error that is not matched yet, unless half of the room is taken. */
    void watch(long key, IpAddress address, int port) {
        if (all.size() < capacity / 2 && get(key) == null) {
            add(key, address, port);
        }
    }

    /** Returns the destination of a matched error, adding it if it is not known; null if there are too many. */
    @Nullable
    Destination remember(long key, IpAddress address, int port) {
        Destination known = get(key);
        if (known != null) {
            return known;
        }
        if (all.size() == capacity) {
            overflowed();
            return null;
        }
        return add(key, address, port);
    }

    private Destination add(long key, IpAddress address, int port) {
        if (all.size() == suppressed.length) {
            suppressed = Arrays.copyOf(suppressed, 2 * suppressed.length);
        }
        Destination destination = new Destination(address, port, closed, budget);
        counts.moveTo(destination, key);
        long stored = key << KEY_SHIFT;
        int slot = table.insert(stored, table.find(stored));
        table.set(slot, COUNTED, all.size());
        all.add(destination);
        int bit = (int) key & ((1 << FILTER_BITS) - 1);
        filter[bit >>> 6] |= 1L << bit;
        return destination;
    }
}
