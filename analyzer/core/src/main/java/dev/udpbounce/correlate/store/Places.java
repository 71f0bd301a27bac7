// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.IpPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers the places where packets are captured: each interface of a file or of a live capture, and each interface
 * index in a cooked capture of several. Several places may be one interface, as in the files of a rotated set.
 */
public final class Places {
    /** Limit of distinct interfaces within cooked captures; a machine that creates many would fill any table. */
    private static final int MOST_INDEXED = 1 << 12;

    private static final int NONE = -1;
    private static final int KEY_AND_NUMBER = 2;
    private static final int NUMBER = 1;
    /** Keys per place: one for the place, one for its interface. */
    private static final int KEYS = 2;

    private static final int OF_PLACE = 0;
    private static final int OF_INTERFACE = 1;

    private final FlowHash hash;
    /** Places of whole origins, by origin number; their interfaces, by vantage number. */
    private int[] wholes = new int[0];

    private int[] wholeInterfaces = new int[0];
    private final LongTable indexed =
            new LongTable(KEY_AND_NUMBER, 16, Integer.highestOneBit(MOST_INDEXED * KEYS) * 2, 6, 7);
    private final List<Origin> origins = new ArrayList<>();
    private int[] interfaces = new int[4];
    private int lastOrigin = NONE;
    private int lastIndex = NONE;
    private int last;

    public Places(FlowHash hash) {
        this.hash = hash;
    }

    /**
     * Returns the number of a place, counted from 0.
     *
     * @param interfaceIndex see {@link IpPacket#interfaceIndex}
     */
    public int of(Origin origin, int interfaceIndex) {
        if (origin.id() != lastOrigin || interfaceIndex != lastIndex) {
            last = interfaceIndex == IpPacket.ABSENT ? whole(origin) : indexed(origin, interfaceIndex);
            lastOrigin = origin.id();
            lastIndex = interfaceIndex;
        }
        return last;
    }

    /** Returns the origin of the packets of a place. */
    public Origin origin(int place) {
        return origins.get(place);
    }

    /** Returns the number of a place's interface, which places of the same interface share. */
    public int interfaceOf(int place) {
        return interfaces[place];
    }

    private int whole(Origin origin) {
        wholes = withRoomFor(wholes, origin.id());
        wholeInterfaces = withRoomFor(wholeInterfaces, origin.vantage());
        if (wholes[origin.id()] == NONE) {
            int place = origins.size();
            if (wholeInterfaces[origin.vantage()] == NONE) {
                wholeInterfaces[origin.vantage()] = place;
            }
            wholes[origin.id()] = add(origin, wholeInterfaces[origin.vantage()]);
        }
        return wholes[origin.id()];
    }

    private int indexed(Origin origin, int index) {
        long key = key(origin.id(), index, OF_PLACE);
        int slot = indexed.find(key);
        if (slot >= 0) {
            return (int) indexed.get(slot, NUMBER);
        }
        if (indexed.size() >= MOST_INDEXED * KEYS - 1) {
            return whole(origin);
        }
        int place = origins.size();
        indexed.set(indexed.insert(key, slot), NUMBER, place);
        long shared = key(origin.vantage(), index, OF_INTERFACE);
        int sharedSlot = indexed.find(shared);
        if (sharedSlot < 0) {
            sharedSlot = indexed.insert(shared, sharedSlot);
            indexed.set(sharedSlot, NUMBER, place);
        }
        return add(origin, (int) indexed.get(sharedSlot, NUMBER));
    }

    private int add(Origin origin, int itsInterface) {
        int place = origins.size();
        origins.add(origin);
        if (interfaces.length == place) {
            interfaces = Arrays.copyOf(interfaces, 2 * place);
        }
        interfaces[place] = itsInterface;
        return place;
    }

    private long key(int origin, int index, int kind) {
        long key = hash.mix((long) origin << 32 | (index & 0xffffffffL), kind);
        return key == 0 ? 1 : key;
    }

    private static int[] withRoomFor(int[] numbers, int index) {
        if (index < numbers.length) {
            return numbers;
        }
        int[] longer = Arrays.copyOf(numbers, Math.max(4, 2 * (index + 1)));
        Arrays.fill(longer, numbers.length, longer.length, NONE);
        return longer;
    }
}
