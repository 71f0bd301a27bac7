package dev.udpbounce.decode;

/** What an Ethernet type field, or the length in its place, says of the octets after it (IEEE 802.3, clause 3.2.6). */
final class EtherType {
    /** Transparent Ethernet bridging, RFC 1701: an Ethernet frame inside a tunnel. */
    private static final int BRIDGED = 0x6558;

    /** The lowest type; smaller values are lengths up to 1500, or nothing. */
    static final int MIN = 0x0600;

    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;
    static final int MPLS = 0x8847;
    private static final int MPLS_UPSTREAM = 0x8848;
    private static final int PPPOE_SESSION = 0x8864;
    private static final int TAG = 0x8100;
    private static final int SERVICE_TAG = 0x88a8;
    private static final int OLD_SERVICE_TAG = 0x9100;
    private static final int MAX_LENGTH = 1500;

    private EtherType() {}

    static void decode(Walk walk, int type, int at, int end) {
        if (type == IPV4) {
            Ip4.decode(walk, at, end);
        } else {
            decodeOther(walk, type, at, end);
        }
    }

    /** The same inside of a tunnel, which may carry Ethernet frames as well, and nothing that has a length for its type. */
    static void decodeTunnelled(Walk walk, int type, int at, int end) {
        if (type == BRIDGED) {
            Ethernet.decode(walk, at, end);
        } else if (type >= MIN) {
            decode(walk, type, at, end);
        }
    }

    private static void decodeOther(Walk walk, int type, int at, int end) {
        switch (type) {
            case IPV6 -> Ip6.decode(walk, at, end);
            case TAG, SERVICE_TAG, OLD_SERVICE_TAG -> decodeTag(walk, at, end);
            case MPLS, MPLS_UPSTREAM -> Mpls.decode(walk, at, end);
            case PPPOE_SESSION -> Pppoe.decode(walk, at, end);
            default -> {
                if (type <= MAX_LENGTH) {
                    // Anything after the length is padding.
                    Llc.decode(walk, at, Math.min(end, at + type));
                }
            }
        }
    }

    /** After a tag's type: priority (3), drop eligible (1), VLAN identifier (12 bits), then the next type (16). */
    private static void decodeTag(Walk walk, int at, int end) {
        if (!walk.enterLayer()) {
            return;
        }
        if (!walk.holds(4, at, end, Malformation.LINK_TRUNCATED)) {
            return;
        }
        int tag = walk.octets.getInt(at);
        int vlan = (tag >>> 16) & 0xfff;
        if (vlan != 0) { // 0 says that the tag has a priority only (IEEE 802.1Q, table 9-2)
            walk.vlan = vlan;
        }
        decode(walk, tag & 0xffff, at + 4, end);
    }
}
