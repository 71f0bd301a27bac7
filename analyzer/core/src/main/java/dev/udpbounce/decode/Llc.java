package dev.udpbounce.decode;

/**
 * IEEE 802.2 logical link control with the sub-network access protocol (RFC 1042):
 *
 * <pre>
 *  DSAP aa (1)  SSAP aa (1)  control 03 (1)  organisation 00-00-00 (3)  type (2)
 * </pre>
 */
final class Llc {
    private static final int HEADER_LENGTH = 8;
    private static final int SNAP = 0xaaaa0300;

    private Llc() {}

    static void decode(Walk walk, int at, int end) {
        if (end - at < HEADER_LENGTH || walk.octets.getInt(at) != SNAP) {
            return; // without SNAP it carries no IP: spanning tree, IPX, …
        }
        int last = walk.octets.getInt(at + 4);
        int type = last & 0xffff;
        if (last >>> 16 == 0 && type >= EtherType.MIN && walk.enterLayer()) {
            EtherType.decode(walk, type, at + HEADER_LENGTH, end);
        }
    }
}
