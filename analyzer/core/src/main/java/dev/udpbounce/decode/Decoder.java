// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import dev.udpbounce.capture.Frame;

/**
 * Finds the UDP datagrams and the ICMP errors in frames. Only a frame with tunnels yields more than one packet; the
 * outer packet is delivered first. Not thread-safe. The views passed to the handler are reused.
 *
 * <p>The decoder loops over the headers: the class of each protocol decodes its header and returns the next protocol.
 * Nesting therefore uses no stack, and a protocol does not depend on the protocols that it may carry. UDP is the
 * exception, since most frames lead to it: IP calls it directly.
 */
public final class Decoder {
    private final Walk walk;

    public Decoder() {
        this(false);
    }

    private Decoder(boolean errorsOnly) {
        walk = new Walk(errorsOnly);
    }

    /** Returns a decoder that delivers only ICMP errors and spends less work on datagrams. Its counts are the same. */
    public static Decoder errorsOnly() {
        return new Decoder(true);
    }

    /** Decodes a frame and delivers its packets before returning. Throws nothing unless the handler does. */
    public void decode(Frame frame, PacketHandler handler) {
        walk.begin(frame.octets(), handler);
        int at = frame.offset();
        int end = at + frame.capturedLength();
        int linkType = frame.origin().linkType();
        Protocol next = linkType == Ethernet.LINKTYPE ? Ethernet.decode(walk, at, end) : decodeLink(linkType, at, end);
        // The most common path precedes the loop, so that it compiles to straight-line code.
        if (next == Protocol.IPV4) {
            next = Ip4.decode(walk, walk.at, walk.end);
        } else if (next == Protocol.IPV6) {
            next = Ip6.decode(walk, walk.at, walk.end);
        }
        while (next != Protocol.NONE) {
            next = decode(next, walk.at, walk.end);
        }
    }

    /** Reads the datagram of a {@linkplain PlainHeader plain} IPv4 frame. The view is valid until the next call. */
    public Datagram plain4(Frame frame) {
        int ip = frame.offset() + Ethernet.HEADER_LENGTH;
        int claimed = (frame.octets().getShort(ip + Ip4.TOTAL_LENGTH) & 0xffff) - Ip4.HEADER_LENGTH;
        int at = ip + Ip4.HEADER_LENGTH;
        Datagram datagram = beginPlain(frame);
        Ip4.read(datagram, ip, claimed);
        Udp.read(datagram, at, Math.min(frame.offset() + frame.capturedLength(), at + claimed), claimed, false);
        return datagram;
    }

    /** Reads the datagram of a {@linkplain PlainHeader plain} IPv6 frame. The view is valid until the next call. */
    public Datagram plain6(Frame frame) {
        int ip = frame.offset() + Ethernet.HEADER_LENGTH;
        int claimed = frame.octets().getShort(ip + Ip6.PAYLOAD_LENGTH) & 0xffff;
        int at = ip + Ip6.HEADER_LENGTH;
        Datagram datagram = beginPlain(frame);
        Ip6.read(datagram, ip, claimed);
        Udp.read(datagram, at, Math.min(frame.offset() + frame.capturedLength(), at + claimed), claimed, false);
        return datagram;
    }

    private Datagram beginPlain(Frame frame) {
        walk.begin(frame.octets(), walk.handler);
        walk.stamp(walk.datagram);
        return walk.datagram;
    }

    /** Returns whether frames of this LINKTYPE_ number can be decoded. Other frames are counted and skipped. */
    public static boolean supports(int linkType) {
        return LinkLayer.of(linkType) != null;
    }

    /** Returns whether this LINKTYPE_ number is that of a Linux cooked capture, which shows the direction of a packet. */
    public static boolean isCooked(int linkType) {
        LinkLayer layer = LinkLayer.of(linkType);
        return layer != null && layer.isCooked();
    }

    /** Counts of the input that was not delivered. */
    public DecodeCounts counts() {
        return walk.counts;
    }

    private Protocol decodeLink(int linkType, int at, int end) {
        LinkLayer layer = LinkLayer.of(linkType);
        if (layer == null) {
            walk.counts.addUnsupported(linkType);
            return Protocol.NONE;
        }
        return layer.decode(walk, at, end);
    }

    private Protocol decode(Protocol protocol, int at, int end) {
        return switch (protocol) {
            case NONE -> Protocol.NONE;
            case ETHERNET -> Ethernet.decode(walk, at, end);
            case VLAN_TAG -> VlanTag.decode(walk, at, end);
            case LLC -> Llc.decode(walk, at, end);
            case MPLS -> Mpls.decode(walk, at, end);
            case PPP -> Ppp.decode(walk, at, end);
            case PPPOE -> Pppoe.decode(walk, at, end);
            case RADIOTAP -> Radiotap.decode(walk, at, end);
            case WLAN -> Wlan.decode(walk, at, end, false);
            case WLAN_PADDED -> Wlan.decode(walk, at, end, true);
            case RAW_IP -> RawIp.decode(walk, at, end);
            case IPV4 -> Ip4.decode(walk, at, end);
            case IPV6 -> Ip6.decode(walk, at, end);
            case ICMP -> Icmp.decode4(walk, at, end);
            case ICMPV6 -> Icmp.decode6(walk, at, end);
            case GRE -> Gre.decode(walk, at, end);
            case GENEVE -> Geneve.decode(walk, at, end);
            case GTP_USER -> GtpUser.decode(walk, at, end);
            case TEREDO -> Teredo.decode(walk, at, end);
            case VXLAN -> Vxlan.decode(walk, at, end);
        };
    }
}
