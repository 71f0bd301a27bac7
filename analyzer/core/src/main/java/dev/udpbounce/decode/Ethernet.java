// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * Ethernet (IEEE 802.3, clause 3.1.1), without preamble and frame check sequence:
 *
 * <pre>
 *  0  destination (6)
 *  6  source (6)
 * 12  {@link EtherType}, or a length (2)
 * </pre>
 */
final class Ethernet {
    /** The LINKTYPE_ number of Ethernet frames. */
    static final int LINKTYPE = 1;

    private static final int DESTINATION = 0;
    private static final int SOURCE = DESTINATION + 6;
    static final int TYPE = SOURCE + 6;
    static final int HEADER_LENGTH = TYPE + 2;

    private Ethernet() {}

    static Protocol decode(Walk walk, int at, int end) {
        if (!walk.holds(HEADER_LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            return Protocol.NONE;
        }
        int type = walk.octets.getShort(at + TYPE) & 0xffff;
        return EtherType.next(walk, type, at + HEADER_LENGTH, end);
    }
}
