package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * The packet that an ICMP error quotes, read leniently: it was rewritten on its way, and it is cut off as a rule. Its
 * header checksum, TTL and total length are not judged; the total length is believed only as far as it tells payload
 * from padding.
 */
final class Quote {
    private Quote() {}

    /** Reads an IPv4 quote into the walk's error; false if it is not of a UDP datagram whose ports are known. */
    static boolean read4(Walk walk, int at, int end) {
        ByteBuffer octets = walk.octets;
        if (!walk.holds(Ip4.HEADER_LENGTH, at, end, Malformation.QUOTE_TRUNCATED)) {
            return false;
        }
        int first = octets.getInt(at);
        int headerLength = Ip4.headerLength(first);
        if (first >>> 28 != 4 || headerLength < Ip4.HEADER_LENGTH) {
            walk.malformed(Malformation.BAD_QUOTE);
            return false;
        }
        int fragment = octets.getShort(at + Ip4.FRAGMENT) & (Ip4.MORE_FRAGMENTS | Ip4.FRAGMENT_OFFSET);
        if ((octets.get(at + Ip4.PROTOCOL) & 0xff) != IpProtocol.UDP) {
            return false;
        }
        walk.error.quote().readIp4(at);
        if ((fragment & Ip4.FRAGMENT_OFFSET) != 0) {
            return readLaterFragment(walk.error, walk.firstFragments.ports4(octets, at), end);
        }
        readUdp(walk.error, at + headerLength, end, (first & 0xffff) - headerLength, fragment != 0);
        return true;
    }

    /** Reads an IPv6 quote into the walk's error; false if it is not of a UDP datagram whose ports are known. */
    static boolean read6(Walk walk, int at, int end) {
        ByteBuffer octets = walk.octets;
        if (!walk.holds(Ip6.HEADER_LENGTH, at, end, Malformation.QUOTE_TRUNCATED)) {
            return false;
        }
        if (octets.get(at) >>> 4 != 6) {
            walk.malformed(Malformation.BAD_QUOTE);
            return false;
        }
        int body = at + Ip6.HEADER_LENGTH;
        int claimed = Ip6.claimedBody(octets, at, end);
        Ip6Extensions headers = walk.extensions;
        if (!headers.follow(walk, octets.get(at + Ip6.NEXT_HEADER) & 0xff, body, end)
                || headers.protocol != IpProtocol.UDP) {
            return false;
        }
        walk.error.quote().readIp6(at);
        if (headers.firstFragment || headers.laterFragment) {
            walk.error.quote().readFragment(headers.identification);
        }
        if (headers.laterFragment) {
            return readLaterFragment(walk.error, walk.firstFragments.ports6(octets, at, headers.identification), end);
        }
        readUdp(walk.error, headers.at, end, claimed - (headers.at - body), headers.firstFragment);
        return true;
    }

    /** A quote of a fragment without ports, which stood in another packet; false if they are not known. */
    private static boolean readLaterFragment(IcmpError error, long ports, int end) {
        if (ports == IpPacket.ABSENT) {
            return false;
        }
        error.quote().readPorts(ports, end);
        error.quoteTruncated(true);
        return true;
    }

    private static void readUdp(IcmpError error, int at, int end, int claimed, boolean fragment) {
        Datagram quote = error.quote();
        int present = end - at;
        if (claimed < Udp.HEADER_LENGTH) { // nothing to go by: 0, or spoilt on the way
            quote.readUdp(at, end, 0, fragment);
            error.quoteTruncated(present < Udp.HEADER_LENGTH || quote.payloadPresent() < quote.payloadLength());
        } else {
            quote.readUdp(at, at + Math.min(present, claimed), claimed, fragment);
            error.quoteTruncated(present < claimed);
        }
    }
}
