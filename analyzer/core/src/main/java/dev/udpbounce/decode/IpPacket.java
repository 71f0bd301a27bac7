package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * The IP header of a packet, as a view, and where in its frame it was found.
 *
 * <p>An address is two 64-bit halves, most significant first; an IPv4 address is the low 32 bits of the second.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc791">RFC 791</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8200">RFC 8200</a>
 */
public abstract sealed class IpPacket permits Datagram, IcmpError {
    /** Value of a field that the octets do not hold. */
    public static final int ABSENT = -1;

    private ByteBuffer octets = ByteBuffer.allocate(0);
    private int version;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private int ipId = ABSENT;
    private int identification = ABSENT;
    private int ttl;
    private int flowLabel = ABSENT;
    private int vlan = ABSENT;
    private int packetType = ABSENT;
    private int depth;

    IpPacket() {}

    /** The big-endian buffer that holds the packet; to be read by absolute index only. */
    public final ByteBuffer octets() {
        return octets;
    }

    /** IP version: 4 or 6. */
    public final int version() {
        return version;
    }

    public final long sourceHigh() {
        return sourceHigh;
    }

    public final long sourceLow() {
        return sourceLow;
    }

    public final long destinationHigh() {
        return destinationHigh;
    }

    public final long destinationLow() {
        return destinationLow;
    }

    /** IPv4 identification; {@link #ABSENT} in IPv6. */
    public final int ipId() {
        return ipId;
    }

    /**
     * What a datagram is known by while its fragments travel: the IPv4 identification, or 16 bits made of the 32 of an
     * IPv6 fragment, never 0; {@link #ABSENT} in an IPv6 packet that is none.
     */
    public final int identification() {
        return identification;
    }

    /** Time to live, or hop limit. */
    public final int ttl() {
        return ttl;
    }

    /** IPv6 flow label, 20 bits; {@link #ABSENT} in IPv4. */
    public final int flowLabel() {
        return flowLabel;
    }

    /** VLAN identifier of the innermost tag that has one, or {@link #ABSENT}. */
    public final int vlan() {
        return vlan;
    }

    /** Packet type of a Linux cooked capture (0 to us, 4 sent by us, …), or {@link #ABSENT}. */
    public final int packetType() {
        return packetType;
    }

    /** Tunnel headers that were entered to reach this packet. */
    public final int depth() {
        return depth;
    }

    final void lend(ByteBuffer newOctets) {
        octets = newOctets;
    }

    final void foundBy(Walk walk) {
        vlan = walk.vlan;
        packetType = walk.packetType;
        depth = walk.depth;
    }

    /** Reads the 20 octets of an IPv4 header. */
    final void readIp4(int at) {
        long addresses = octets.getLong(at + Ip4.SOURCE);
        version = 4;
        sourceHigh = 0;
        sourceLow = addresses >>> 32;
        destinationHigh = 0;
        destinationLow = addresses & 0xffffffffL;
        ipId = octets.getShort(at + Ip4.IDENTIFICATION) & 0xffff;
        identification = ipId;
        ttl = octets.get(at + Ip4.TTL) & 0xff;
        flowLabel = ABSENT;
    }

    /** Reads the 40 octets of an IPv6 header. */
    final void readIp6(int at) {
        version = 6;
        sourceHigh = octets.getLong(at + Ip6.SOURCE);
        sourceLow = octets.getLong(at + Ip6.SOURCE + 8);
        destinationHigh = octets.getLong(at + Ip6.DESTINATION);
        destinationLow = octets.getLong(at + Ip6.DESTINATION + 8);
        ipId = ABSENT;
        identification = ABSENT;
        ttl = octets.get(at + Ip6.HOP_LIMIT) & 0xff;
        flowLabel = octets.getInt(at) & 0xfffff;
    }

    /** Reads the identification of an IPv6 fragment header. */
    final void readFragment(int field) {
        identification = Math.max(1, (field ^ field >>> 16) & 0xffff);
    }
}
