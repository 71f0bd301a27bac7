package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * The way through one frame, from its first octet inwards: what was passed on it, and who is told. Every
 * protocol decodes the octets {@code [at, end)} that the one outside it left, and nothing beyond them.
 */
final class Walk {
    private static final int MAX_LAYERS = 16;

    final DecodeCounts counts = new DecodeCounts();
    final Datagram datagram = new Datagram();
    final IcmpError error = new IcmpError();
    final Ip6Extensions extensions = new Ip6Extensions();
    final FirstFragments firstFragments = new FirstFragments(counts);
    /** Whether datagrams are checked and counted, but neither read out nor delivered. */
    final boolean errorsOnly;

    ByteBuffer octets = ByteBuffer.allocate(0);
    PacketHandler handler = Nobody.INSTANCE;
    int vlan;
    int packetType;
    int depth;
    private int layers;

    Walk(boolean errorsOnly) {
        this.errorsOnly = errorsOnly;
    }

    @SuppressWarnings("ReferenceEquality") // two buffers with equal contents are two buffers
    void begin(ByteBuffer newOctets, PacketHandler newHandler) {
        // They rarely change, and a reference that is not stored needs no barrier of the garbage collector.
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
        depth = 0;
        layers = 0;
    }

    void malformed(Malformation reason) {
        counts.addMalformed(reason);
    }

    /** Whether {@code [at, end)} has that many octets; if not, that is counted. */
    boolean holds(int length, int at, int end, Malformation otherwise) {
        if (end - at < length) {
            malformed(otherwise);
            return false;
        }
        return true;
    }

    /** Counts one more tag, label or encapsulation; false if there are too many of them. */
    boolean enterLayer() {
        if (layers == MAX_LAYERS) {
            malformed(Malformation.TOO_MANY_LAYERS);
            return false;
        }
        layers++;
        return true;
    }

    /** Counts one more tunnel header; false if there are too many layers. */
    boolean enterTunnel() {
        if (!enterLayer()) {
            return false;
        }
        depth++;
        return true;
    }

    /** Until the first frame comes. */
    private enum Nobody implements PacketHandler {
        INSTANCE;

        @Override
        public void onDatagram(Datagram datagram) {}

        @Override
        public void onIcmpError(IcmpError error) {}
    }
}
