// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * A PPPoE session (RFC 2516 section 4):
 *
 * <pre>
 *  0  version 1, type 1 (4 bits each), code 0 (1)
 *  2  session (2)
 *  4  length (2)
 *  6  {@link Ppp PPP} from its protocol field on
 * </pre>
 */
final class Pppoe {
    private static final int VERSION_TYPE_CODE = 0;
    private static final int SESSION = VERSION_TYPE_CODE + 2;
    private static final int LENGTH = SESSION + 2;
    private static final int HEADER_LENGTH = LENGTH + 2;

    private static final int SESSION_DATA = 0x1100;

    private Pppoe() {}

    static Protocol decode(Walk walk, int at, int end) {
        if (!walk.enterLayer()
                || !walk.holds(HEADER_LENGTH, at, end, Malformation.LINK_TRUNCATED)
                || (walk.octets.getShort(at + VERSION_TYPE_CODE) & 0xffff) != SESSION_DATA) {
            return Protocol.NONE;
        }
        int body = at + HEADER_LENGTH;
        int length = walk.octets.getShort(at + LENGTH) & 0xffff;
        return walk.next(Protocol.PPP, body, Math.min(end, body + length));
    }
}
