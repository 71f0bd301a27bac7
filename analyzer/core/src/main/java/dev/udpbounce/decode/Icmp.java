// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.icmp.IcmpType;

/**
 * ICMP (RFC 792) and ICMPv6 (RFC 4443) errors:
 *
 * <pre>
 *  0  type (1)
 *  1  code (1)
 *  2  checksum (2)
 *  4  ICMPv6: length of the quote in units of eight octets (1); in a packet too big the MTU (4)
 *  5  ICMP: length of the quote in words (1)
 *  6  ICMP: next-hop MTU, where fragmentation is needed (2)
 *  8  quote, then perhaps an {@link ExtensionStructure}
 * </pre>
 *
 * The lengths are defined in RFC 4884 section 4, the next-hop MTU in RFC 1191 section 4.
 */
final class Icmp {
    private static final int TYPE = 0;
    private static final int CODE = TYPE + 1;
    private static final int CHECKSUM = CODE + 1;
    private static final int QUOTE_LENGTH_V6 = CHECKSUM + 2;
    private static final int MTU_V6 = CHECKSUM + 2;
    private static final int QUOTE_LENGTH = QUOTE_LENGTH_V6 + 1;
    private static final int MTU = QUOTE_LENGTH + 1;
    private static final int HEADER_LENGTH = MTU + 2;

    private Icmp() {}

    static Protocol decode4(Walk walk, int at, int end) {
        if (at >= end) {
            walk.malformed(Malformation.ICMP_TRUNCATED);
            return Protocol.NONE;
        }
        IcmpType kind = IcmpTable.type(4, walk.octets.get(at + TYPE) & 0xff);
        if (kind.isError() && hasHeader(walk, at, end)) {
            decodeError4(walk, kind, at, end);
        }
        return Protocol.NONE;
    }

    static Protocol decode6(Walk walk, int at, int end) {
        if (at >= end) {
            walk.malformed(Malformation.ICMP_TRUNCATED);
            return Protocol.NONE;
        }
        IcmpType kind = IcmpTable.type(6, walk.octets.get(at + TYPE) & 0xff);
        if (kind.isError() && hasHeader(walk, at, end)) {
            decodeError6(walk, kind, at, end);
        }
        return Protocol.NONE;
    }

    private static void decodeError4(Walk walk, IcmpType kind, int at, int end) {
        int quote = at + HEADER_LENGTH;
        int quoteEnd = end;
        if (kind.isExtensible()) {
            int quoteLength = 4 * (walk.octets.get(at + QUOTE_LENGTH) & 0xff);
            quoteEnd = ExtensionStructure.find(walk.octets, quote, end, quoteLength);
        }
        if (!kind.quotes() || !Quote.read4(walk, quote, quoteEnd)) {
            walk.counts.addIcmpErrorOther();
            return;
        }
        Ip4.read(walk.error, walk.ip, walk.claimed);
        int code = walk.octets.get(at + CODE) & 0xff;
        int mtu = kind.hasMtu(code) ? mtu(walk.octets.getShort(at + MTU) & 0xffff) : IpPacket.ABSENT;
        deliver(walk, at, mtu, quoteEnd, end);
    }

    private static void decodeError6(Walk walk, IcmpType kind, int at, int end) {
        int quote = at + HEADER_LENGTH;
        int quoteEnd = end;
        if (kind.isExtensible()) {
            int quoteLength = 8 * (walk.octets.get(at + QUOTE_LENGTH_V6) & 0xff);
            quoteEnd = ExtensionStructure.find(walk.octets, quote, end, quoteLength);
        }
        if (!kind.quotes() || !Quote.read6(walk, quote, quoteEnd)) {
            walk.counts.addIcmpErrorOther();
            return;
        }
        Ip6.read(walk.error, walk.ip, walk.claimed);
        int code = walk.octets.get(at + CODE) & 0xff;
        int mtu = kind.hasMtu(code) ? mtu(walk.octets.getInt(at + MTU_V6)) : IpPacket.ABSENT;
        deliver(walk, at, mtu, quoteEnd, end);
    }

    private static void deliver(Walk walk, int at, int mtu, int quoteEnd, int end) {
        IcmpError error = walk.error;
        error.setIcmp(walk.octets.get(at + TYPE) & 0xff, walk.octets.get(at + CODE) & 0xff, mtu);
        error.setExtensions(quoteEnd, end - quoteEnd);
        walk.stamp(error);
        walk.handler.onIcmpError(error);
    }

    private static boolean hasHeader(Walk walk, int at, int end) {
        if (end - at < HEADER_LENGTH) {
            walk.malformed(Malformation.ICMP_TRUNCATED);
            walk.counts.addIcmpErrorOther();
            return false;
        }
        return true;
    }

    /** @param field 0 from routers older than RFC 1191 */
    private static int mtu(int field) {
        if (field == 0) {
            return IpPacket.ABSENT;
        }
        return field < 0 ? Integer.MAX_VALUE : field;
    }
}
