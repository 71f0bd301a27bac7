// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.Origin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps one {@link Origin} for each interface that packets come from. With {@code any}, the cooked header names the
 * interface by its index.
 *
 * <pre>
 *  LINUX_SLL2: protocol (2)  reserved (2)  interface index (4)  ARPHRD (2)  packet type (1)  address length (1) …
 * </pre>
 */
final class InterfaceOrigins {
    private static final int INDEX = 4;
    private static final int HEADER = 20;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    /**
     * The maximum number of indices. Indices only grow, so that a machine that creates many interfaces would fill any
     * table.
     */
    private static final int MOST = 1 << 12;

    private final Map<Integer, Origin> byIndex = new HashMap<>();
    private int made;
    private int lastIndex = -1;
    private Origin last = new Origin(-1, null, null, 0, 0, 9);

    /** Creates the origin of a handle. */
    Origin whole(String name, int linkType, int snapLength) {
        return new Origin(made++, null, name, linkType, snapLength, 9);
    }

    /**
     * Returns the origin of the next packet in the ring of a cooked handle; {@code whole} is the origin of the handle.
     */
    Origin cooked(PacketRing ring, Origin whole) {
        if (ring.captured() < HEADER) {
            return whole;
        }
        int index = ring.word(INDEX);
        if (index != lastIndex) {
            last = find(index, whole);
            lastIndex = index;
        }
        return last;
    }

    /** Returns the interface index in the header of a cooked packet; -1 if it is cut off. */
    static int index(byte[] packet) {
        return packet.length < HEADER ? -1 : (int) INT.get(packet, INDEX);
    }

    /** Returns the index of an interface of this machine; -1 if there is none of that name. */
    static int indexOf(String name) {
        try {
            NetworkInterface device = NetworkInterface.getByName(name);
            return device == null ? -1 : device.getIndex();
        } catch (SocketException e) {
            return -1;
        }
    }

    private Origin find(int index, Origin whole) {
        Origin known = byIndex.get(index);
        if (known == null) {
            if (byIndex.size() == MOST) {
                return whole;
            }
            known = new Origin(made++, null, name(index), whole.linkType(), whole.snapLength(), 9);
            byIndex.put(index, known);
        }
        return known;
    }

    private static String name(int index) {
        try {
            NetworkInterface device = index > 0 ? NetworkInterface.getByIndex(index) : null;
            return device == null ? "interface " + index : device.getName();
        } catch (SocketException e) {
            return "interface " + index;
        }
    }
}
