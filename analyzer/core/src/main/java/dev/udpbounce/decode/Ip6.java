// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * IPv6 (RFC 8200 section 3):
 *
 * <pre>
 *  0  version (4 bits), traffic class (8 bits), flow label (20 bits)
 *  4  payload length (2)
 *  6  next header (1)
 *  7  hop limit (1)
 *  8  source (16)
 * 24  destination (16)
 * 40  extension headers
 * </pre>
 */
final class Ip6 {
    static final int VERSION = 0;
    static final int PAYLOAD_LENGTH = VERSION + 4;
    static final int NEXT_HEADER = PAYLOAD_LENGTH + 2;
    static final int HOP_LIMIT = NEXT_HEADER + 1;
    static final int SOURCE = HOP_LIMIT + 1;
    static final int DESTINATION = SOURCE + 16;
    static final int HEADER_LENGTH = DESTINATION + 16;

    private static final int FLOW_LABEL = 0xfffff;

    private Ip6() {}

    static Protocol decode(Walk walk, int at, int end) {
        if (!walk.holds(HEADER_LENGTH, at, end, Malformation.IP_TRUNCATED)) {
            return Protocol.NONE;
        }
        if (version(walk.octets, at) != 6) {
            walk.malformed(Malformation.BAD_IP_VERSION);
            return Protocol.NONE;
        }
        int body = at + HEADER_LENGTH;
        int claimed = claimedBody(walk.octets, at, end);
        int bodyEnd = claimed == IpPacket.ABSENT || claimed > end - body ? end : body + claimed;
        int next = walk.octets.get(at + NEXT_HEADER) & 0xff;
        if (next == IpProtocol.UDP || next == IpProtocol.ICMPV6) {
            return next(walk, at, next, body, bodyEnd, claimed, false);
        }
        return behindExtensions(walk, at, next, body, bodyEnd, claimed);
    }

    /**
     * Reads a header of 40 octets into a packet.
     *
     * @param claimed {@link #claimedBody}
     */
    static void read(IpPacket packet, int at, int claimed) {
        ByteBuffer octets = packet.octets();
        packet.setSource6(octets.getLong(at + SOURCE), octets.getLong(at + SOURCE + Long.BYTES));
        packet.setDestination6(octets.getLong(at + DESTINATION), octets.getLong(at + DESTINATION + Long.BYTES));
        packet.setIp6(octets.getInt(at + VERSION) & FLOW_LABEL, octets.get(at + HOP_LIMIT) & 0xff);
        packet.setLengthImplied(claimed == IpPacket.ABSENT);
    }

    static int version(ByteBuffer octets, int at) {
        return octets.get(at + VERSION) >>> 4;
    }

    /**
     * Claimed length in octets of the data after the header at {@code at}: the payload length or, if that is 0, the
     * jumbo payload option; {@link IpPacket#ABSENT} without the option, as in a packet that has yet to be segmented.
     */
    static int claimedBody(ByteBuffer octets, int at, int end) {
        int length = octets.getShort(at + PAYLOAD_LENGTH) & 0xffff;
        if (length != 0) {
            return length;
        }
        boolean options = octets.get(at + NEXT_HEADER) == IpProtocol.HOP_BY_HOP;
        return options ? Ip6Extensions.jumboLength(octets, at + HEADER_LENGTH, end) : IpPacket.ABSENT;
    }

    private static Protocol behindExtensions(Walk walk, int ip, int next, int body, int end, int claimed) {
        Ip6Extensions headers = walk.extensions;
        if (!headers.follow(walk.octets, next, body, end)) {
            return Protocol.NONE;
        }
        if (headers.laterFragment) {
            if (headers.protocol == IpProtocol.UDP) {
                walk.counts.addFragment();
            }
            return Protocol.NONE;
        }
        int left = claimed == IpPacket.ABSENT ? claimed : claimed - (headers.at - body);
        return next(walk, ip, headers.protocol, headers.at, end, left, headers.firstFragment);
    }

    private static Protocol next(Walk walk, int ip, int protocol, int at, int end, int claimed, boolean fragment) {
        return switch (protocol) {
            case IpProtocol.UDP -> udp(walk, ip, at, end, claimed, fragment);
            case IpProtocol.ICMPV6 -> walk.nextIcmp(Protocol.ICMPV6, ip, claimed, at, end);
            default -> IpTunnels.next(walk, protocol, at, end);
        };
    }

    private static Protocol udp(Walk walk, int ip, int at, int end, int claimed, boolean fragment) {
        int identification = walk.extensions.identification; // valid only if the packet is a fragment
        if (!walk.errorsOnly) {
            read(walk.datagram, ip, claimed);
            if (fragment) {
                walk.datagram.setFragment6(identification);
            }
        }
        if (fragment && end - at >= Udp.PORTS_LENGTH) {
            walk.firstFragments.remember6(walk.octets, ip + SOURCE, identification, walk.octets.getInt(at + Udp.PORTS));
        }
        return Udp.decode(walk, at, end, claimed, fragment);
    }
}
