package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * IPv6 (RFC 8200 section 3):
 *
 * <pre>
 *  0  version (4 bits), traffic class (8 bits), flow label (20 bits)
 *  4  payload length (2), next header (1), hop limit (1)
 *  8  source (16), destination (16), extension headers
 * </pre>
 */
final class Ip6 {
    static final int HEADER_LENGTH = 40;
    static final int NEXT_HEADER = 6;
    static final int HOP_LIMIT = 7;
    static final int SOURCE = 8;
    static final int DESTINATION = 24;
    static final int PAYLOAD_LENGTH = 4;

    private Ip6() {}

    static void decode(Walk walk, int at, int end) {
        if (!walk.holds(HEADER_LENGTH, at, end, Malformation.IP_TRUNCATED)) {
            return;
        }
        if (walk.octets.get(at) >>> 4 != 6) {
            walk.malformed(Malformation.BAD_IP_VERSION);
            return;
        }
        int body = at + HEADER_LENGTH;
        int claimed = claimedBody(walk.octets, at, end);
        int bodyEnd = claimed == IpPacket.ABSENT || claimed > end - body ? end : body + claimed;
        int next = walk.octets.get(at + NEXT_HEADER) & 0xff;
        if (next == IpProtocol.UDP || next == IpProtocol.ICMPV6) {
            decodeBody(walk, at, next, body, bodyEnd, claimed, false);
        } else {
            decodeExtended(walk, at, next, body, bodyEnd, claimed);
        }
    }

    private static void decodeExtended(Walk walk, int ip, int next, int body, int end, int claimed) {
        Ip6Extensions headers = walk.extensions;
        if (!headers.follow(walk, next, body, end)) {
            return;
        }
        if (headers.laterFragment) {
            if (headers.protocol == IpProtocol.UDP) {
                walk.counts.addFragment();
            }
            return;
        }
        int left = claimed == IpPacket.ABSENT ? claimed : claimed - (headers.at - body);
        decodeBody(walk, ip, headers.protocol, headers.at, end, left, headers.firstFragment);
    }

    private static void decodeBody(Walk walk, int ip, int protocol, int at, int end, int claimed, boolean fragment) {
        if (protocol == IpProtocol.UDP) {
            if (!walk.errorsOnly) {
                walk.datagram.readIp6(ip);
                if (fragment) {
                    walk.datagram.readFragment(walk.extensions.identification);
                }
            }
            if (fragment && end - at >= Udp.LENGTH) {
                walk.firstFragments.remember6(walk.octets, ip, walk.extensions.identification, at);
            }
            Udp.decode(walk, at, end, claimed, fragment);
        } else if (protocol == IpProtocol.ICMPV6) {
            Icmp.decode6(walk, ip, at, end);
        } else {
            IpProtocol.enterTunnel(walk, protocol, at, end);
        }
    }

    /**
     * Octets after the header at {@code at} as the payload length claims or, where that is 0, as the jumbo payload option
     * does; {@link IpPacket#ABSENT} if there is none, as in a packet that is to be segmented yet.
     */
    static int claimedBody(ByteBuffer octets, int at, int end) {
        int length = octets.getShort(at + PAYLOAD_LENGTH) & 0xffff;
        if (length != 0) {
            return length;
        }
        boolean options = octets.get(at + NEXT_HEADER) == IpProtocol.HOP_BY_HOP;
        return options ? Ip6Extensions.jumboLength(octets, at + HEADER_LENGTH, end) : IpPacket.ABSENT;
    }
}
