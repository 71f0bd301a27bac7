// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * Reads the packet that an ICMP error quotes. Reading is lenient because the packet was modified in transit and is
 * usually truncated: header checksum, TTL and total length are not validated. The total length only separates payload
 * from padding.
 */
final class Quote {
    private Quote() {}

    /**
     * Reads an IPv4 quote into the walk's error. Returns false if it is not UDP, or if it is a later fragment with
     * unknown ports.
     */
    static boolean read4(Walk walk, int at, int end) {
        ByteBuffer octets = walk.octets;
        if (!walk.holds(Ip4.HEADER_LENGTH, at, end, Malformation.QUOTE_TRUNCATED)) {
            return false;
        }
        int first = octets.getInt(at + Ip4.VERSION);
        int headerLength = Ip4.headerLength(first);
        if (Ip4.version(first) != 4 || headerLength < Ip4.HEADER_LENGTH) {
            walk.malformed(Malformation.BAD_QUOTE);
            return false;
        }
        if ((octets.get(at + Ip4.PROTOCOL) & 0xff) != IpProtocol.UDP) {
            return false;
        }
        int claimed = Ip4.claimedBody(first);
        Ip4.read(walk.error.quote(), at, claimed);
        int fragment = octets.getShort(at + Ip4.FRAGMENT) & (Ip4.MORE_FRAGMENTS | Ip4.FRAGMENT_OFFSET);
        if ((fragment & Ip4.FRAGMENT_OFFSET) != 0) {
            int identification = Ip4.identification(octets.getShort(at + Ip4.IDENTIFICATION));
            long ports = walk.firstFragments.ports4(octets.getLong(at + Ip4.SOURCE), identification);
            return readLaterFragment(walk.error, ports, end);
        }
        readUdp(walk.error, at + headerLength, end, claimed, fragment != 0);
        return true;
    }

    /**
     * Reads an IPv6 quote into the walk's error. Returns false if it is not UDP, or if it is a later fragment with
     * unknown ports.
     */
    static boolean read6(Walk walk, int at, int end) {
        ByteBuffer octets = walk.octets;
        if (!walk.holds(Ip6.HEADER_LENGTH, at, end, Malformation.QUOTE_TRUNCATED)) {
            return false;
        }
        if (Ip6.version(octets, at) != 6) {
            walk.malformed(Malformation.BAD_QUOTE);
            return false;
        }
        int body = at + Ip6.HEADER_LENGTH;
        int claimed = Ip6.claimedBody(octets, at, end);
        Ip6Extensions headers = walk.extensions;
        if (!headers.follow(octets, octets.get(at + Ip6.NEXT_HEADER) & 0xff, body, end)
                || headers.protocol != IpProtocol.UDP) {
            return false;
        }
        Datagram quote = walk.error.quote();
        Ip6.read(quote, at, claimed);
        if (headers.firstFragment || headers.laterFragment) {
            quote.setFragment6(headers.identification);
        }
        if (headers.laterFragment) {
            long ports = walk.firstFragments.ports6(octets, at + Ip6.SOURCE, headers.identification);
            return readLaterFragment(walk.error, ports, end);
        }
        readUdp(walk.error, headers.at, end, claimed - (headers.at - body), headers.firstFragment);
        return true;
    }

    /**
     * Reads the quote of a later fragment, whose ports come from the first fragment. Returns false if they are unknown.
     */
    private static boolean readLaterFragment(IcmpError error, long ports, int end) {
        if (ports == IpPacket.ABSENT) {
            return false;
        }
        Udp.readLaterFragment(error.quote(), (int) ports, end);
        error.setQuoteTruncated(true);
        return true;
    }

    private static void readUdp(IcmpError error, int at, int end, int claimed, boolean fragment) {
        Datagram quote = error.quote();
        int present = end - at;
        if (claimed < Udp.HEADER_LENGTH) { // unusable: 0, or corrupted in transit
            Udp.read(quote, at, end, 0, fragment);
            error.setQuoteTruncated(present < Udp.HEADER_LENGTH || quote.payloadPresent() < quote.payloadLength());
        } else {
            Udp.read(quote, at, at + Math.min(present, claimed), claimed, fragment);
            error.setQuoteTruncated(present < claimed);
        }
    }
}
