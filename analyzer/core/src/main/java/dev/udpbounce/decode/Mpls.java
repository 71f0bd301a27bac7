package dev.udpbounce.decode;

/**
 * A stack of MPLS labels (RFC 3032 section 2.1), each label (20 bits), traffic class (3), bottom of stack (1), TTL (8).
 * Nothing names the protocol below it, so it is guessed, as routers do (RFC 4928 section 2): an IPv4 or IPv6 header by
 * its first octet. Anything else, such as a pseudowire, is left alone.
 */
final class Mpls {
    private static final int BOTTOM = 0x100;

    private Mpls() {}

    static void decode(Walk walk, int at, int end) {
        int label = at;
        do {
            if (!walk.enterLayer()) {
                return;
            }
            if (!walk.holds(4, label, end, Malformation.LINK_TRUNCATED)) {
                return;
            }
            label += 4;
        } while ((walk.octets.getInt(label - 4) & BOTTOM) == 0);
        guess(walk, label, end);
    }

    private static void guess(Walk walk, int at, int end) {
        if (at == end) {
            return;
        }
        int first = walk.octets.get(at) & 0xff;
        if (first >= 0x45 && first <= 0x4f) {
            Ip4.decode(walk, at, end);
        } else if (first >>> 4 == 6) {
            Ip6.decode(walk, at, end);
        }
    }
}
