// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * One entry of an MPLS label stack (RFC 3032 section 2.1). An ICMP error may carry the stack that the datagram had when
 * a router discarded it (RFC 4950).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------+-----+-+---------------+
 * |                 label                 | exp |s|      ttl      |
 * +---------------------------------------+-----+-+---------------+
 * </pre>
 *
 * @param label 20 bits
 * @param exp experimental bits, renamed traffic class by RFC 5462; 0 to 7
 * @param bottom the s bit: whether the entry is the last of its stack
 * @param ttl time to live, 0 to 255
 */
public record MplsLabel(int label, int exp, boolean bottom, int ttl) {
    /** Octets of an entry. */
    static final int LENGTH = 4;

    private static final int BOTTOM = 0x100;

    /** Creates an entry from its 32 bits. */
    static MplsLabel of(int entry) {
        return new MplsLabel(entry >>> 12, (entry >>> 9) & 7, isBottom(entry), entry & 0xff);
    }

    /** Returns whether the entry with these 32 bits is the last of its stack. */
    static boolean isBottom(int entry) {
        return (entry & BOTTOM) != 0;
    }
}
