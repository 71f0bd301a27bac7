// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * The GPRS Tunnelling Protocol for user data, GTP-U version 1 (3GPP TS 29.281 section 5), which carries an IP packet:
 *
 * <pre>
 *  0  version 1 (3 bits), protocol type 1, 0, E, S, PN (1 bit each), message type 255 (1)
 *  2  length after the TEID (2)
 *  4  TEID (4)
 *  8  if one of E, S, PN is set: sequence number (2), N-PDU number (1), type of the first extension header (1)
 *     each extension header: length in words (1), content, type of the next one (1)
 * </pre>
 */
final class GtpUser {
    private static final int FLAGS = 0;
    private static final int MESSAGE_TYPE = FLAGS + 1;
    private static final int LENGTH = MESSAGE_TYPE + 1;
    private static final int TUNNEL = LENGTH + 2;
    private static final int HEADER_LENGTH = TUNNEL + 4;

    private static final int OPTIONAL_LENGTH = 4;
    private static final int VERSION_1 = 0x30;
    private static final int VERSION = 0xf8;
    private static final int OPTIONAL = 0x07;
    private static final int EXTENDED = 0x04;
    private static final int USER_PACKET = 255;
    private static final int MAX_EXTENSIONS = 16;

    private GtpUser() {}

    static Protocol decode(Walk walk, int at, int end) {
        if (end - at < HEADER_LENGTH) {
            return Protocol.NONE;
        }
        int flags = walk.octets.get(at + FLAGS) & 0xff;
        int message = walk.octets.get(at + MESSAGE_TYPE) & 0xff;
        if ((flags & VERSION) != VERSION_1 || message != USER_PACKET) {
            return Protocol.NONE;
        }
        int length = walk.octets.getShort(at + LENGTH) & 0xffff;
        int messageEnd = Math.min(end, at + HEADER_LENGTH + length);
        int packet = at + HEADER_LENGTH + ((flags & OPTIONAL) == 0 ? 0 : OPTIONAL_LENGTH);
        if ((flags & EXTENDED) != 0) {
            packet = afterExtensions(walk, packet, messageEnd);
        }
        int version = packet < messageEnd ? walk.octets.get(packet) >>> 4 : 0;
        if ((version == 4 || version == 6) && walk.enterTunnel()) {
            return walk.next(Protocol.RAW_IP, packet, messageEnd);
        }
        return Protocol.NONE;
    }

    /**
     * Skips extension headers; the type of the first is the octet before {@code at}. Returns {@code end} if they are
     * invalid.
     */
    private static int afterExtensions(Walk walk, int at, int end) {
        int next = at;
        for (int headers = 0; headers <= MAX_EXTENSIONS && next < end; headers++) {
            if (walk.octets.get(next - 1) == 0) {
                return next;
            }
            next += 4 * (walk.octets.get(next) & 0xff);
        }
        return end;
    }
}
