// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * A VLAN tag (IEEE 802.1Q, clause 9.6), which follows the Ethernet type that announces it:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-----+-+-----------------------+-------------------------------+
 * | pri |d|    VLAN identifier    |        next Ethernet type     |
 * +-----+-+-----------------------+-------------------------------+
 * </pre>
 */
final class VlanTag {
    private static final int CONTROL = 0;
    private static final int TYPE = CONTROL + 2;
    private static final int LENGTH = TYPE + 2;

    private static final int IDENTIFIER = 0x0fff;

    private VlanTag() {}

    static Protocol decode(Walk walk, int at, int end) {
        if (!walk.enterLayer() || !walk.holds(LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            return Protocol.NONE;
        }
        int vlan = walk.octets.getShort(at + CONTROL) & IDENTIFIER;
        if (vlan != 0) { // 0 means that the tag carries only a priority (IEEE 802.1Q, table 9-2)
            walk.vlan = vlan;
        }
        return EtherType.next(walk, walk.octets.getShort(at + TYPE) & 0xffff, at + LENGTH, end);
    }
}
