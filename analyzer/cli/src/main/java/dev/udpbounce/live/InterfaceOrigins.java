// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.Origin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one {@link Origin} for each interface that packets come from. With {@code any}, the cooked header names the
 * interface by its index.
 *
 * <p>The loopback interfaces of all network namespaces are one vantage. A packet on one of them never appears on
 * another, so that equal packets there are different ones; at different vantages they would be one packet seen twice.
 *
 * <pre>
 *  LINUX_SLL2: protocol (2)  reserved (2)  interface index (4)  ARPHRD (2)  packet type (1)  address length (1) …
 * </pre>
 */
final class InterfaceOrigins {
    /** The loopback interface is the first in every network namespace. */
    static final int LOOPBACK_INDEX = 1;

    private static final int INDEX = 4;
    private static final int HEADER = 20;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    /**
     * The maximum number of indices. Indices only grow, so that a machine that creates many interfaces would fill any
     * table.
     */
    private static final int MOST = 1 << 12;

    private static final int PRECISION = 9;

    /** By the number of the handle's origin and the index. */
    private final Map<Long, Origin> byIndex = new HashMap<>();

    private int made;
    private int loopback = -1;
    private int cookedLoopback = -1;
    private int lastIndex = -1;
    private int lastWhole = -1;
    private Origin last = new Origin(-1, null, null, 0, 0, PRECISION);

    /** Creates the origin of a handle. */
    synchronized Origin whole(String name, int linkType, int snapLength, CapturedNetwork network) {
        int id = made++;
        int vantage = id;
        if (name.equals(CaptureOptions.LOOPBACK)) {
            loopback = loopback < 0 ? id : loopback;
            vantage = loopback;
        }
        boolean isUnnamed = name.equals(CaptureOptions.STANDARD_INPUT);
        return origin(id, vantage, isUnnamed ? null : name, linkType, snapLength, network);
    }

    /**
     * Returns the origin of the next packet in the ring of a cooked handle; {@code whole} is the origin of the handle.
     */
    Origin cooked(PacketRing ring, Origin whole, CapturedNetwork network) {
        if (ring.captured() < HEADER) {
            return whole;
        }
        int index = ring.word(INDEX);
        if (index != lastIndex || whole.id() != lastWhole) {
            last = find(index, whole, network);
            lastIndex = index;
            lastWhole = whole.id();
        }
        return last;
    }

    /** Returns the interface index in the header of a cooked packet; -1 if it is cut off. */
    static int index(byte[] packet) {
        return packet.length < HEADER ? -1 : (int) INT.get(packet, INDEX);
    }

    private synchronized Origin find(int index, Origin whole, CapturedNetwork network) {
        long key = ((long) whole.id() << Integer.SIZE) | (index & 0xffffffffL);
        Origin known = byIndex.get(key);
        if (known == null) {
            if (byIndex.size() == MOST) {
                return whole;
            }
            int id = made++;
            int vantage = id;
            if (index == LOOPBACK_INDEX) {
                cookedLoopback = cookedLoopback < 0 ? id : cookedLoopback;
                vantage = cookedLoopback;
            }
            known = origin(id, vantage, network.nameOf(index), whole.linkType(), whole.snapLength(), network);
            byIndex.put(key, known);
        }
        return known;
    }

    private static Origin origin(
            int id, int vantage, @Nullable String name, int linkType, int snapLength, CapturedNetwork network) {
        return new Origin(id, vantage, null, name, linkType, snapLength, PRECISION, null, network.name());
    }
}
