package dev.udpbounce.correlate;

import dev.udpbounce.decode.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The destinations that an error was matched for, behind a bit set that answers for most datagrams that theirs is none
 * of them. Their number is bounded; those that come later are not remembered.
 */
final class Destinations {
    /** Bits of an endpoint's hash that name it here. */
    private static final int KEY_SHIFT = 20;

    private static final int FILTER_BITS = 20;
    private static final int MIN_SLOTS = 1 << 10;

    private final int capacity;
    private final Budget budget;
    private final long[] filter = new long[1 << (FILTER_BITS - 6)];
    private long[] keys = new long[MIN_SLOTS];
    private @Nullable Destination[] slots = new Destination[MIN_SLOTS];
    private final List<Destination> all = new ArrayList<>();
    private long turnedAway;

    /**
     * As many as {@code capacity}.
     *
     * @param budget that their delays take of
     */
    Destinations(int capacity, Budget budget) {
        this.capacity = capacity;
        this.budget = budget;
    }

    /** What an endpoint's hash is shortened to: 44 bits, never 0. */
    static long key(long endpoint) {
        long key = endpoint >>> KEY_SHIFT;
        return key == 0 ? 1 : key;
    }

    /** In the order in which they became known. */
    List<Destination> all() {
        return all;
    }

    /** Errors that were matched for destinations beyond those that are remembered. */
    long turnedAway() {
        return turnedAway;
    }

    /** Whether the destination of this key may be known; false is certain. */
    boolean mayKnow(long key) {
        int bit = (int) key & ((1 << FILTER_BITS) - 1);
        return (filter[bit >>> 6] >>> bit & 1) != 0;
    }

    /** Something of the destination of this key, where the look-up begins. */
    long touch(long key) {
        Destination there = slots[(int) (key >>> 24) & (slots.length - 1)];
        return there == null ? 0 : there.key;
    }

    /** The destination of this key, if it is known. */
    @Nullable
    Destination get(long key) {
        return mayKnow(key) ? slots[find(key)] : null;
    }

    /** The destination of this key, known from now on; null if there are too many. */
    @Nullable
    Destination remember(long key, IpAddress address, int port) {
        int slot = find(key);
        Destination known = slots[slot];
        if (known != null) {
            return known;
        }
        if (all.size() == capacity) {
            turnedAway++;
            return null;
        }
        if (all.size() > slots.length / 2) {
            grow();
            slot = find(key);
        }
        Destination destination = new Destination(key, address, port, budget);
        keys[slot] = key;
        slots[slot] = destination;
        all.add(destination);
        int bit = (int) key & ((1 << FILTER_BITS) - 1);
        filter[bit >>> 6] |= 1L << bit;
        return destination;
    }

    private int find(long key) {
        int mask = slots.length - 1;
        int slot = (int) (key >>> 24) & mask;
        while (keys[slot] != key && keys[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        keys = new long[slots.length * 2];
        slots = new Destination[slots.length * 2];
        for (Destination destination : all) {
            int slot = find(destination.key);
            keys[slot] = destination.key;
            slots[slot] = destination;
        }
    }
}
