// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * A view of the IP header of a packet, with the context in which its frame carries it.
 *
 * <p>The only subclasses are {@link Datagram} and {@link IcmpError}.
 *
 * <p>An address consists of two 64-bit halves, high and low; an IPv4 address is the lower 32 bits of the low half.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc791">RFC 791</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8200">RFC 8200</a>
 */
public abstract class IpPacket {
    /** Value of a field that is not present. */
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
    private boolean lengthImplied;
    private int flowLabel = ABSENT;
    private int vlan = ABSENT;
    private int packetType = ABSENT;
    private int interfaceIndex = ABSENT;
    private int depth;

    IpPacket() {}

    /** The big-endian buffer that holds the packet; read it by absolute index only. */
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

    /**
     * Returns whether source and destination are the same address. Such a packet uses the loopback interface, whatever
     * the address.
     */
    public final boolean isToItself() {
        return sourceLow == destinationLow && sourceHigh == destinationHigh;
    }

    /** IPv4 identification; {@link #ABSENT} in IPv6. */
    public final int ipId() {
        return ipId;
    }

    /**
     * Identification of a fragmented datagram: that of IPv4, or the 32 bits of an IPv6 fragment folded to 16, never 0;
     * {@link #ABSENT} in an IPv6 packet that is not a fragment.
     */
    public final int identification() {
        return identification;
    }

    /** Time to live (IPv4) or hop limit (IPv6). */
    public final int ttl() {
        return ttl;
    }

    /**
     * Returns whether the IP header has no valid length, so that the octets present determine the end of the packet.
     * The total or payload length is then 0, as in a packet that the network interface has yet to segment, or the total
     * length is below the header length.
     */
    public final boolean lengthImplied() {
        return lengthImplied;
    }

    /** IPv6 flow label, 20 bits; {@link #ABSENT} in IPv4. */
    public final int flowLabel() {
        return flowLabel;
    }

    /** VLAN identifier of the innermost tag that carries one, or {@link #ABSENT}. */
    public final int vlan() {
        return vlan;
    }

    /** Packet type of a Linux cooked capture (0 to us, 4 sent by us, …), or {@link #ABSENT}. */
    public final int packetType() {
        return packetType;
    }

    /** Interface index of a Linux cooked capture (LINKTYPE_LINUX_SLL2), or {@link #ABSENT}. */
    public final int interfaceIndex() {
        return interfaceIndex;
    }

    /** Number of tunnel headers around this packet. */
    public final int depth() {
        return depth;
    }

    final void lend(ByteBuffer newOctets) {
        octets = newOctets;
    }

    /** Sets the fields that come from the headers around the packet. */
    final void setWay(int newVlan, int newPacketType, int newInterfaceIndex, int newDepth) {
        vlan = newVlan;
        packetType = newPacketType;
        interfaceIndex = newInterfaceIndex;
        depth = newDepth;
    }

    /** @param addresses source in the upper half, destination in the lower */
    final void setIp4(long addresses, int newIpId, int newTtl) {
        version = 4;
        sourceHigh = 0;
        sourceLow = addresses >>> 32;
        destinationHigh = 0;
        destinationLow = addresses & 0xffff_ffffL;
        ipId = newIpId;
        identification = newIpId;
        ttl = newTtl;
        flowLabel = ABSENT;
    }

    final void setIp6(int newFlowLabel, int newTtl) {
        version = 6;
        ipId = ABSENT;
        identification = ABSENT;
        ttl = newTtl;
        flowLabel = newFlowLabel;
    }

    final void setSource6(long high, long low) {
        sourceHigh = high;
        sourceLow = low;
    }

    final void setDestination6(long high, long low) {
        destinationHigh = high;
        destinationLow = low;
    }

    /** Sets the identification from the 32 bits of an IPv6 fragment header. */
    final void setFragment6(int field) {
        identification = Math.max(1, (field ^ field >>> 16) & 0xffff);
    }

    final void setLengthImplied(boolean implied) {
        lengthImplied = implied;
    }

    /** Copies the fields of another packet; {@code newOctets} holds its octets. */
    final void copy(IpPacket other, ByteBuffer newOctets) {
        octets = newOctets;
        version = other.version;
        sourceHigh = other.sourceHigh;
        sourceLow = other.sourceLow;
        destinationHigh = other.destinationHigh;
        destinationLow = other.destinationLow;
        ipId = other.ipId;
        identification = other.identification;
        ttl = other.ttl;
        flowLabel = other.flowLabel;
        vlan = other.vlan;
        packetType = other.packetType;
        interfaceIndex = other.interfaceIndex;
        depth = other.depth;
        lengthImplied = other.lengthImplied;
    }
}
