package dev.udpbounce.decode;

/** PPP (RFC 1661, RFC 1662) and Cisco's HDLC, which are told apart by their first octet. */
final class Ppp {
    private static final int ALL_STATIONS = 0xff03;
    private static final int CISCO_UNICAST = 0x0f;
    private static final int CISCO_MULTICAST = 0x8f;

    private static final int IPV4 = 0x0021;
    private static final int IPV6 = 0x0057;
    private static final int MPLS = 0x0281;

    private Ppp() {}

    /** With or without address ff and control 03 in front; or Cisco's HDLC. */
    static void decodeFramed(Walk walk, int at, int end) {
        if (!walk.holds(2, at, end, Malformation.LINK_TRUNCATED)) {
            return;
        }
        int first = walk.octets.getShort(at) & 0xffff;
        if (first == ALL_STATIONS) {
            decode(walk, at + 2, end);
        } else if (first >>> 8 == CISCO_UNICAST || first >>> 8 == CISCO_MULTICAST) {
            decodeCisco(walk, at, end);
        } else {
            decode(walk, at, end);
        }
    }

    /** Address (1), control (1), an {@link EtherType} (2). */
    static void decodeCisco(Walk walk, int at, int end) {
        if (!walk.holds(4, at, end, Malformation.LINK_TRUNCATED)) {
            return;
        }
        int type = walk.octets.getShort(at + 2) & 0xffff;
        if (type >= EtherType.MIN) {
            EtherType.decode(walk, type, at + 4, end);
        }
    }

    /** From the protocol field on, whose first octet, always even and here 0, may be left out (RFC 1661 section 6.5). */
    static void decode(Walk walk, int at, int end) {
        int first = at < end ? walk.octets.get(at) & 0xff : 0;
        int fieldLength = (first & 1) == 1 ? 1 : 2;
        if (!walk.holds(fieldLength, at, end, Malformation.LINK_TRUNCATED)) {
            return;
        }
        int protocol = fieldLength == 1 ? first : walk.octets.getShort(at) & 0xffff;
        switch (protocol) {
            case IPV4 -> Ip4.decode(walk, at + fieldLength, end);
            case IPV6 -> Ip6.decode(walk, at + fieldLength, end);
            case MPLS -> Mpls.decode(walk, at + fieldLength, end);
            default -> {
                // control protocols, compressed or encrypted packets
            }
        }
    }
}
