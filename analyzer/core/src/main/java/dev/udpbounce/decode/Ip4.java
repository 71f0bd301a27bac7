// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * IPv4 (RFC 791 section 3.1):
 *
 * <pre>
 *  0  version (4 bits), header length in words (4 bits), type of service (1)
 *  2  total length (2)
 *  4  identification (2)
 *  6  reserved, DF, MF (3 bits), fragment offset (13 bits)
 *  8  TTL (1)
 *  9  protocol (1)
 * 10  checksum (2)
 * 12  source (4)
 * 16  destination (4)
 * 20  options
 * </pre>
 */
final class Ip4 {
    static final int VERSION = 0;
    static final int TOTAL_LENGTH = VERSION + 2;
    static final int IDENTIFICATION = TOTAL_LENGTH + 2;
    static final int FRAGMENT = IDENTIFICATION + 2;
    static final int TTL = FRAGMENT + 2;
    static final int PROTOCOL = TTL + 1;
    static final int CHECKSUM = PROTOCOL + 1;
    static final int SOURCE = CHECKSUM + 2;
    static final int DESTINATION = SOURCE + 4;
    /** Length of a header without options. */
    static final int HEADER_LENGTH = DESTINATION + 4;

    static final int MORE_FRAGMENTS = 0x2000;
    static final int FRAGMENT_OFFSET = 0x1fff;

    private Ip4() {}

    static Protocol decode(Walk walk, int at, int end) {
        if (!walk.holds(HEADER_LENGTH, at, end, Malformation.IP_TRUNCATED)) {
            return Protocol.NONE;
        }
        int first = walk.octets.getInt(at + VERSION);
        int headerLength = headerLength(first);
        if (version(first) != 4 || headerLength < HEADER_LENGTH || headerLength > end - at) {
            refuse(walk, first);
            return Protocol.NONE;
        }
        int claimed = claimedBody(first);
        if (claimed == IpPacket.ABSENT && totalLength(first) != 0) {
            walk.malformed(Malformation.BAD_IP_LENGTH);
        }
        int body = at + headerLength;
        int bodyEnd = claimed == IpPacket.ABSENT ? end : Math.min(end, body + claimed);
        int fragment = walk.octets.getShort(at + FRAGMENT) & (MORE_FRAGMENTS | FRAGMENT_OFFSET);
        int protocol = walk.octets.get(at + PROTOCOL) & 0xff;
        if ((fragment & FRAGMENT_OFFSET) != 0) {
            if (protocol == IpProtocol.UDP) {
                walk.counts.addFragment();
            }
            return Protocol.NONE;
        }
        return next(walk, at, protocol, body, bodyEnd, claimed, fragment != 0);
    }

    /**
     * Reads a header of 20 octets into a packet.
     *
     * @param claimed {@link #claimedBody}
     */
    static void read(IpPacket packet, int at, int claimed) {
        packet.setIp4(
                packet.octets().getLong(at + SOURCE),
                identification(packet.octets().getShort(at + IDENTIFICATION)),
                packet.octets().get(at + TTL) & 0xff);
        packet.setLengthImplied(claimed == IpPacket.ABSENT);
    }

    /** IP version, given the first four octets of a header. */
    static int version(int first) {
        return first >>> 28;
    }

    /** Header length in octets, given the first four octets of a header. */
    static int headerLength(int first) {
        return (first >>> 22) & 0x3c;
    }

    /**
     * Claimed length in octets of the data after the header, given its first four octets; {@link IpPacket#ABSENT} if
     * the total length is below the header length. A packet above 64 KiB that the network interface has yet to segment
     * has a total length of 0.
     */
    static int claimedBody(int first) {
        int claimed = totalLength(first) - headerLength(first);
        return claimed < 0 ? IpPacket.ABSENT : claimed;
    }

    /** Identification, given its field. */
    static int identification(short field) {
        return field & 0xffff;
    }

    private static int totalLength(int first) {
        return first & 0xffff;
    }

    private static Protocol next(Walk walk, int ip, int protocol, int at, int end, int claimed, boolean fragment) {
        return switch (protocol) {
            case IpProtocol.UDP -> udp(walk, ip, at, end, claimed, fragment);
            case IpProtocol.ICMP -> walk.nextIcmp(Protocol.ICMP, ip, claimed, at, end);
            case IpProtocol.AH -> behindAuthentication(walk, ip, at, end, claimed, fragment);
            default -> IpTunnels.next(walk, protocol, at, end);
        };
    }

    private static Protocol udp(Walk walk, int ip, int at, int end, int claimed, boolean fragment) {
        if (!walk.errorsOnly) {
            read(walk.datagram, ip, claimed);
        }
        if (fragment && end - at >= Udp.PORTS_LENGTH) {
            walk.firstFragments.remember4(
                    walk.octets.getLong(ip + SOURCE),
                    identification(walk.octets.getShort(ip + IDENTIFICATION)),
                    walk.octets.getInt(at + Udp.PORTS));
        }
        return Udp.decode(walk, at, end, claimed, fragment);
    }

    private static Protocol behindAuthentication(Walk walk, int ip, int at, int end, int claimed, boolean fragment) {
        Ip6Extensions headers = walk.extensions;
        if (!headers.follow(walk.octets, IpProtocol.AH, at, end) || headers.laterFragment) {
            return Protocol.NONE;
        }
        int left = claimed == IpPacket.ABSENT ? claimed : claimed - (headers.at - at);
        return next(walk, ip, headers.protocol, headers.at, end, left, fragment);
    }

    private static void refuse(Walk walk, int first) {
        if (version(first) != 4) {
            walk.malformed(Malformation.BAD_IP_VERSION);
        } else if (headerLength(first) < HEADER_LENGTH) {
            walk.malformed(Malformation.BAD_IHL);
        } else {
            walk.malformed(Malformation.IP_TRUNCATED);
        }
    }
}
