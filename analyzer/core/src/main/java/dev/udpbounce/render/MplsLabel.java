package dev.udpbounce.render;

import dev.udpbounce.decode.Extension;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of the MPLS label stack that a datagram carried when a router gave it up (RFC 4950, RFC 3032 section 2.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------+-----+-+---------------+
 * |                 label                 | exp |s|      ttl      |
 * +---------------------------------------+-----+-+---------------+
 * </pre>
 *
 * @param bottom whether it is the last entry of its stack: the s bit
 */
record MplsLabel(int label, int exp, boolean bottom, int ttl) {
    private static final int CLASS_MPLS = 1;
    private static final int TYPE_INCOMING_STACK = 1;
    private static final int HEX_DIGITS = 8;

    /** The label stack that an extension object holds, top first; empty if the object is no whole label stack. */
    static List<MplsLabel> stackOf(Extension extension) {
        String data = extension.data();
        if (extension.classNum() != CLASS_MPLS
                || extension.classType() != TYPE_INCOMING_STACK
                || data.length() % HEX_DIGITS != 0) {
            return List.of();
        }
        List<MplsLabel> stack = new ArrayList<>(data.length() / HEX_DIGITS);
        for (int at = 0; at < data.length(); at += HEX_DIGITS) {
            int bits = Integer.parseUnsignedInt(data, at, at + HEX_DIGITS, 16);
            stack.add(new MplsLabel(bits >>> 12, (bits >>> 9) & 7, (bits & 0x100) != 0, bits & 0xff));
        }
        return stack;
    }
}
