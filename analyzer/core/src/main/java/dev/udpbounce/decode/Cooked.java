package dev.udpbounce.decode;

/**
 * Linux cooked captures, as of the device {@code any}.
 *
 * <pre>
 *  SLL:   packet type (2)  ARPHRD_ (2)  address length (2)  address (8)  protocol (2)
 *  SLL2:  protocol (2)  0 (2)  interface (4)  ARPHRD_ (2)  packet type (1)  address length (1)  address (8)
 * </pre>
 *
 * The protocol is an {@link EtherType} unless the device type says otherwise.
 */
final class Cooked {
    private static final int HEADER_LENGTH = 16;
    private static final int HEADER_LENGTH_V2 = 20;
    private static final int LLC = 0x0004;
    private static final int ARPHRD_IEEE80211_RADIOTAP = 803;
    private static final int ARPHRD_NETLINK = 824;

    private Cooked() {}

    static void decode(Walk walk, int at, int end) {
        if (walk.holds(HEADER_LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            walk.packetType = walk.octets.getShort(at) & 0xffff;
            int device = walk.octets.getShort(at + 2) & 0xffff;
            int protocol = walk.octets.getShort(at + 14) & 0xffff;
            decode(walk, device, protocol, at + HEADER_LENGTH, end);
        }
    }

    static void decodeV2(Walk walk, int at, int end) {
        if (walk.holds(HEADER_LENGTH_V2, at, end, Malformation.LINK_TRUNCATED)) {
            walk.packetType = walk.octets.get(at + 10) & 0xff;
            int device = walk.octets.getShort(at + 8) & 0xffff;
            int protocol = walk.octets.getShort(at) & 0xffff;
            decode(walk, device, protocol, at + HEADER_LENGTH_V2, end);
        }
    }

    private static void decode(Walk walk, int device, int protocol, int at, int end) {
        if (device == ARPHRD_NETLINK) {
            return;
        }
        if (device == ARPHRD_IEEE80211_RADIOTAP) {
            Radiotap.decode(walk, at, end);
        } else if (protocol >= EtherType.MIN) {
            EtherType.decode(walk, protocol, at, end);
        } else if (protocol == LLC) {
            Llc.decode(walk, at, end);
        }
    }
}
