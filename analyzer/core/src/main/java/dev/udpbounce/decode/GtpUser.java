package dev.udpbounce.decode;

/**
 * A user's IP packet in the GPRS tunnelling protocol, GTP-U version 1 (3GPP TS 29.281 section 5):
 *
 * <pre>
 *  version 1 (3 bits), protocol type 1, 0, E, S, PN (1 bit each)  message type 255 (1)  length after TEID (2)  TEID (4)
 *  if one of E, S, PN is set: sequence number (2)  N-PDU number (1)  type of the first extension header (1)
 *  each extension header: length in words (1)  content  type of the next one (1)
 * </pre>
 */
final class GtpUser {
    private static final int HEADER_LENGTH = 8;
    private static final int VERSION_1 = 0x30;
    private static final int VERSION = 0xf8;
    private static final int OPTIONAL = 0x07;
    private static final int EXTENDED = 0x04;
    private static final int USER_PACKET = 255;
    private static final int MAX_EXTENSIONS = 16;

    private GtpUser() {}

    static void decode(Walk walk, int at, int end) {
        if (end - at < HEADER_LENGTH) {
            return;
        }
        int flags = walk.octets.get(at) & 0xff;
        int message = walk.octets.get(at + 1) & 0xff;
        if ((flags & VERSION) != VERSION_1 || message != USER_PACKET) {
            return;
        }
        int length = walk.octets.getShort(at + 2) & 0xffff;
        int messageEnd = Math.min(end, at + HEADER_LENGTH + length);
        int packet = at + HEADER_LENGTH + ((flags & OPTIONAL) == 0 ? 0 : 4);
        if ((flags & EXTENDED) != 0) {
            packet = afterExtensions(walk, packet, messageEnd);
        }
        int version = packet < messageEnd ? walk.octets.get(packet) >>> 4 : 0;
        if ((version == 4 || version == 6) && walk.enterTunnel()) {
            RawIp.decode(walk, packet, messageEnd);
        }
    }

    /** Follows extension headers, the first one's type before {@code at}; {@code end} if they lead nowhere. */
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
