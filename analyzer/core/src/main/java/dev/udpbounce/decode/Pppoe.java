package dev.udpbounce.decode;

/**
 * A PPPoE session (RFC 2516 section 4):
 *
 * <pre>
 *  version 1, type 1 (1)  code 0 (1)  session (2)  length (2)  {@link Ppp PPP} from its protocol field on
 * </pre>
 */
final class Pppoe {
    private static final int HEADER_LENGTH = 6;
    private static final int SESSION = 0x1100;

    private Pppoe() {}

    static void decode(Walk walk, int at, int end) {
        if (!walk.enterLayer()) {
            return;
        }
        if (!walk.holds(HEADER_LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            return;
        }
        if ((walk.octets.getShort(at) & 0xffff) == SESSION) {
            int body = at + HEADER_LENGTH;
            int length = walk.octets.getShort(at + 4) & 0xffff;
            Ppp.decode(walk, body, Math.min(end, body + length));
        }
    }
}
