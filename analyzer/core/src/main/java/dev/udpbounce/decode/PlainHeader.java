// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * The headers of a plain datagram: an untagged Ethernet frame, an IP packet without options, extension headers or
 * fragments, and UDP. Offsets are octets from the start of the frame.
 */
public final class PlainHeader {
    /** The LINKTYPE_ number of frames that may be plain. */
    public static final int LINKTYPE = Ethernet.LINKTYPE;

    /** Ethernet type (2), then the first octets of the IP header. */
    public static final int TYPE = Ethernet.TYPE;
    /** The octets at {@link #TYPE} without the type of service: Ethernet type, version 4, header length of 5 words. */
    public static final int IP4_WITHOUT_OPTIONS = EtherType.IPV4 << 16 | 0x4500;
    /** The octets at {@link #TYPE} without traffic class and flow label: Ethernet type and version 6. */
    public static final int IP6 = EtherType.IPV6 << 16 | 0x6000;

    /** Octets of all headers with IPv4. */
    public static final int LENGTH4 = Ethernet.HEADER_LENGTH + Ip4.HEADER_LENGTH + Udp.HEADER_LENGTH;
    /** Octets of all headers with IPv6. */
    public static final int LENGTH6 = Ethernet.HEADER_LENGTH + Ip6.HEADER_LENGTH + Udp.HEADER_LENGTH;

    /** Total length of the IPv4 packet (2). */
    public static final int TOTAL_LENGTH4 = Ethernet.HEADER_LENGTH + Ip4.TOTAL_LENGTH;
    /** Flags and fragment offset (2), time to live (1) and protocol (1) over IPv4. */
    public static final int FRAGMENT_TTL_PROTOCOL4 = Ethernet.HEADER_LENGTH + Ip4.FRAGMENT;
    /** The bits of {@link #FRAGMENT_TTL_PROTOCOL4} of which a fragment has at least one set. */
    public static final int FRAGMENTED4 = (Ip4.MORE_FRAGMENTS | Ip4.FRAGMENT_OFFSET) << 16;
    /** Octets of the IPv4 header. */
    public static final int IP_LENGTH4 = Ip4.HEADER_LENGTH;

    /** Payload length of the IPv6 packet (2). */
    public static final int PAYLOAD_LENGTH6 = Ethernet.HEADER_LENGTH + Ip6.PAYLOAD_LENGTH;
    /** Next header over IPv6 (1). */
    public static final int NEXT_HEADER6 = Ethernet.HEADER_LENGTH + Ip6.NEXT_HEADER;

    /** Protocol or next header of TCP. */
    public static final int TCP = IpProtocol.TCP;
    /** Protocol or next header of UDP. */
    public static final int UDP = IpProtocol.UDP;

    /** IPv4 source and destination, 4 octets each. */
    public static final int ADDRESSES4 = Ethernet.HEADER_LENGTH + Ip4.SOURCE;
    /** Source and destination port over IPv4, 2 octets each. */
    public static final int PORTS4 = Ethernet.HEADER_LENGTH + Ip4.HEADER_LENGTH + Udp.PORTS;
    /** IPv6 source and destination, 16 octets each. */
    public static final int ADDRESSES6 = Ethernet.HEADER_LENGTH + Ip6.SOURCE;
    /** Source and destination port over IPv6, 2 octets each. */
    public static final int PORTS6 = Ethernet.HEADER_LENGTH + Ip6.HEADER_LENGTH + Udp.PORTS;

    /** Offset of the UDP length (2) from the ports. */
    public static final int UDP_LENGTH = Udp.LENGTH - Udp.PORTS;
    /** Octets of the UDP header, the minimum UDP length. */
    public static final int UDP_HEADER_LENGTH = Udp.HEADER_LENGTH;

    private PlainHeader() {}

    /**
     * Returns whether a datagram with these ports may carry a tunnel and is therefore not plain. The source port is in
     * the upper 16 bits.
     */
    public static boolean mayBeTunnel(int ports) {
        return UdpTunnels.mayUse(ports);
    }
}
