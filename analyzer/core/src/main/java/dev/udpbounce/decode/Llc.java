// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * IEEE 802.2 logical link control with the sub-network access protocol (RFC 1042):
 *
 * <pre>
 *  0  DSAP aa (1), SSAP aa (1), control 03 (1), organisation 00-00-00 (3)
 *  6  {@link EtherType} (2)
 * </pre>
 */
final class Llc {
    private static final int CONTROL = 0;
    private static final int ORGANISATION = CONTROL + 3;
    private static final int TYPE = ORGANISATION + 3;
    private static final int HEADER_LENGTH = TYPE + 2;

    /** DSAP, SSAP, control and the first octet of the organization. */
    private static final int SNAP = 0xaaaa0300;

    private Llc() {}

    static Protocol decode(Walk walk, int at, int end) {
        if (end - at < HEADER_LENGTH || walk.octets.getInt(at + CONTROL) != SNAP) {
            return Protocol.NONE; // without SNAP it carries no IP: spanning tree, IPX, …
        }
        boolean ethernet = walk.octets.getShort(at + ORGANISATION + 1) == 0;
        int type = walk.octets.getShort(at + TYPE) & 0xffff;
        if (ethernet && type >= EtherType.MIN && walk.enterLayer()) {
            return EtherType.next(walk, type, at + HEADER_LENGTH, end);
        }
        return Protocol.NONE;
    }
}
