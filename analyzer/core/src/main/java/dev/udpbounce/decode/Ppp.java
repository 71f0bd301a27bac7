// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * PPP (RFC 1661, RFC 1662) and Cisco's HDLC, which are distinguished by their first octet.
 *
 * <pre>
 *      PPP                             Cisco's HDLC
 *  0   address ff (1), may lack    0   address 0f or 8f (1)
 *  1   control 03 (1), may lack    1   control (1)
 *  2   protocol (2 or 1)           2   {@link EtherType} (2)
 * </pre>
 */
final class Ppp {
    private static final int ADDRESS = 0;
    private static final int CONTROL = ADDRESS + 1;
    private static final int PROTOCOL = CONTROL + 1;
    private static final int CISCO_TYPE = CONTROL + 1;
    private static final int CISCO_HEADER_LENGTH = CISCO_TYPE + 2;

    private static final int ALL_STATIONS = 0xff03;
    private static final int CISCO_UNICAST = 0x0f;
    private static final int CISCO_MULTICAST = 0x8f;

    private static final int IPV4 = 0x0021;
    private static final int IPV6 = 0x0057;
    private static final int MPLS = 0x0281;

    private Ppp() {}

    /** Decodes PPP, with or without address ff and control 03, or Cisco's HDLC. */
    static Protocol decodeFramed(Walk walk, int at, int end) {
        if (!walk.holds(PROTOCOL, at, end, Malformation.LINK_TRUNCATED)) {
            return Protocol.NONE;
        }
        int first = walk.octets.getShort(at + ADDRESS) & 0xffff;
        if (first == ALL_STATIONS) {
            return decode(walk, at + PROTOCOL, end);
        }
        boolean cisco = first >>> 8 == CISCO_UNICAST || first >>> 8 == CISCO_MULTICAST;
        return cisco ? decodeCisco(walk, at, end) : decode(walk, at, end);
    }

    /** Decodes Cisco's HDLC. */
    static Protocol decodeCisco(Walk walk, int at, int end) {
        if (!walk.holds(CISCO_HEADER_LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            return Protocol.NONE;
        }
        int type = walk.octets.getShort(at + CISCO_TYPE) & 0xffff;
        return type >= EtherType.MIN ? EtherType.next(walk, type, at + CISCO_HEADER_LENGTH, end) : Protocol.NONE;
    }

    /** Decodes from the protocol field on. Its first octet is even and, if 0, may be omitted (RFC 1661 section 6.5). */
    static Protocol decode(Walk walk, int at, int end) {
        int first = at < end ? walk.octets.get(at) & 0xff : 0;
        int fieldLength = (first & 1) == 1 ? 1 : 2;
        if (!walk.holds(fieldLength, at, end, Malformation.LINK_TRUNCATED)) {
            return Protocol.NONE;
        }
        int protocol = fieldLength == 1 ? first : walk.octets.getShort(at) & 0xffff;
        int body = at + fieldLength;
        return switch (protocol) {
            case IPV4 -> walk.next(Protocol.IPV4, body, end);
            case IPV6 -> walk.next(Protocol.IPV6, body, end);
            case MPLS -> walk.next(Protocol.MPLS, body, end);
            default -> Protocol.NONE; // control protocols, compressed or encrypted packets
        };
    }
}
