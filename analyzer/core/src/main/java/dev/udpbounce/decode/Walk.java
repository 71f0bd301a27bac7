// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * The state of decoding one frame: the current range, the fields of the outer headers, and the handler of the packets
 * found. Each protocol decodes only the octets {@code [at, end)} that the enclosing protocol passed on.
 */
final class Walk {
    private static final int MAX_LAYERS = 16;

    final DecodeCounts counts = new DecodeCounts();
    final Datagram datagram = new Datagram();
    final IcmpError error = new IcmpError();
    final Ip6Extensions extensions = new Ip6Extensions(counts);
    final FirstFragments firstFragments = new FirstFragments(counts);
    /** Whether datagrams are only checked and counted, but neither read nor delivered. */
    final boolean errorsOnly;

    ByteBuffer octets = ByteBuffer.allocate(0);
    PacketHandler handler = Nobody.INSTANCE;

    /** Index of the first octet of the next protocol. */
    int at;
    /** Index after the last octet of the next protocol. */
    int end;

    /** Index of the IP header of an ICMP message. */
    int ip;
    /** Octets that this header claims to follow it, or {@link IpPacket#ABSENT}. */
    int claimed;

    int vlan;
    int packetType;
    int interfaceIndex;
    private int depth;
    private int layers;

    Walk(boolean errorsOnly) {
        this.errorsOnly = errorsOnly;
    }

    @SuppressWarnings("ReferenceEquality") // buffers with equal contents are still different buffers
    void begin(ByteBuffer newOctets, PacketHandler newHandler) {
        // Both rarely change, and skipping the store avoids the garbage collector's write barrier.
        if (octets != newOctets) {
            octets = newOctets;
            datagram.lend(newOctets);
            error.lend(newOctets);
            error.quote().lend(newOctets);
        }
        if (handler != newHandler) {
            handler = newHandler;
        }
        vlan = IpPacket.ABSENT;
        packetType = IpPacket.ABSENT;
        interfaceIndex = IpPacket.ABSENT;
        depth = 0;
        layers = 0;
    }

    /** Passes {@code [newAt, newEnd)} on to the given protocol, and returns it. */
    Protocol next(Protocol protocol, int newAt, int newEnd) {
        at = newAt;
        end = newEnd;
        return protocol;
    }

    /**
     * Passes {@code [newAt, newEnd)} on to ICMP; the IP header claims {@code newClaimed} octets or
     * {@link IpPacket#ABSENT}.
     */
    Protocol nextIcmp(Protocol protocol, int newIp, int newClaimed, int newAt, int newEnd) {
        ip = newIp;
        claimed = newClaimed;
        return next(protocol, newAt, newEnd);
    }

    /** Copies the fields of the outer headers into a packet. */
    void stamp(IpPacket packet) {
        packet.setWay(vlan, packetType, interfaceIndex, depth);
    }

    void malformed(Malformation reason) {
        counts.addMalformed(reason);
    }

    /** Returns whether {@code [from, to)} has at least {@code length} octets; counts the malformation if not. */
    boolean holds(int length, int from, int to, Malformation otherwise) {
        if (to - from < length) {
            malformed(otherwise);
            return false;
        }
        return true;
    }

    /** Enters a tag, label or encapsulation. Returns false, and counts the malformation, if there are too many. */
    boolean enterLayer() {
        if (layers == MAX_LAYERS) {
            malformed(Malformation.TOO_MANY_LAYERS);
            return false;
        }
        layers++;
        return true;
    }

    /** Enters a tunnel header. Returns false if there are too many layers. */
    boolean enterTunnel() {
        if (!enterLayer()) {
            return false;
        }
        depth++;
        return true;
    }

    /** The handler before the first frame. */
    private enum Nobody implements PacketHandler {
        INSTANCE;

        @Override
        public void onDatagram(Datagram datagram) {}

        @Override
        public void onIcmpError(IcmpError error) {}
    }
}
