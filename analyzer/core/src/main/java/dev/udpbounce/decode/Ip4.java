package dev.udpbounce.decode;

/**
 * IPv4 (RFC 791 section 3.1):
 *
 * <pre>
 *  0  version (4 bits), header length in words (4 bits), TOS (1), total length (2)
 *  4  identification (2), reserved, DF, MF (3 bits), fragment offset (13 bits)
 *  8  TTL (1), protocol (1), checksum (2)
 * 12  source (4), destination (4), options
 * </pre>
 */
final class Ip4 {
    static final int HEADER_LENGTH = 20;
    static final int IDENTIFICATION = 4;
    static final int FRAGMENT = 6;
    static final int TTL = 8;
    static final int PROTOCOL = 9;
    static final int SOURCE = 12;

    static final int MORE_FRAGMENTS = 0x2000;
    static final int FRAGMENT_OFFSET = 0x1fff;

    private Ip4() {}

    static void decode(Walk walk, int at, int end) {
        if (!walk.holds(HEADER_LENGTH, at, end, Malformation.IP_TRUNCATED)) {
            return;
        }
        int first = walk.octets.getInt(at);
        int headerLength = headerLength(first);
        if (first >>> 28 != 4 || headerLength < HEADER_LENGTH || headerLength > end - at) {
            refuse(walk, first);
            return;
        }
        int body = at + headerLength;
        int claimed = (first & 0xffff) - headerLength;
        if (claimed < 0) {
            claimed = lengthless(walk, first);
        }
        int bodyEnd = claimed == IpPacket.ABSENT ? end : Math.min(end, body + claimed);
        int fragment = walk.octets.getShort(at + FRAGMENT) & (MORE_FRAGMENTS | FRAGMENT_OFFSET);
        int protocol = walk.octets.get(at + PROTOCOL) & 0xff;
        if ((fragment & FRAGMENT_OFFSET) != 0) {
            if (protocol == IpProtocol.UDP) {
                walk.counts.addFragment();
            }
        } else {
            decodeBody(walk, at, protocol, body, bodyEnd, claimed, fragment != 0);
        }
    }

    private static void decodeBody(Walk walk, int ip, int protocol, int at, int end, int claimed, boolean fragment) {
        if (protocol == IpProtocol.UDP) {
            if (!walk.errorsOnly) {
                walk.datagram.readIp4(ip);
            }
            if (fragment && end - at >= Udp.LENGTH) {
                walk.firstFragments.remember4(walk.octets, ip, at);
            }
            Udp.decode(walk, at, end, claimed, fragment);
        } else if (protocol == IpProtocol.ICMP) {
            Icmp.decode4(walk, ip, at, end);
        } else if (protocol == IpProtocol.AH) {
            decodeAuthenticated(walk, ip, at, end, claimed, fragment);
        } else {
            IpProtocol.enterTunnel(walk, protocol, at, end);
        }
    }

    private static void decodeAuthenticated(Walk walk, int ip, int at, int end, int claimed, boolean fragment) {
        Ip6Extensions headers = walk.extensions;
        if (headers.follow(walk, IpProtocol.AH, at, end) && !headers.laterFragment) {
            int left = claimed == IpPacket.ABSENT ? claimed : claimed - (headers.at - at);
            decodeBody(walk, ip, headers.protocol, headers.at, end, left, fragment);
        }
    }

    /** Header length in octets, from the first four octets of the header. */
    static int headerLength(int first) {
        return (first >>> 22) & 0x3c;
    }

    private static void refuse(Walk walk, int first) {
        if (first >>> 28 != 4) {
            walk.malformed(Malformation.BAD_IP_VERSION);
        } else if (headerLength(first) < HEADER_LENGTH) {
            walk.malformed(Malformation.BAD_IHL);
        } else {
            walk.malformed(Malformation.IP_TRUNCATED);
        }
    }

    /** A total length of 0 is that of a packet which its network interface is to segment yet, above 64 KiB. */
    private static int lengthless(Walk walk, int first) {
        if ((first & 0xffff) != 0) {
            walk.malformed(Malformation.BAD_IP_LENGTH);
        }
        return IpPacket.ABSENT;
    }
}
