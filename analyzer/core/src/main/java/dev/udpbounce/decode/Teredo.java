package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * Teredo (RFC 4380 section 5.1.1): an IPv6 packet, in front of it perhaps
 *
 * <pre>
 *  authentication:  0001 (2)  client's length (1)  value's length (1)  client  value  nonce (8)  confirmation (1)
 *  origin:          0000 (2)  port (2)  address (4)
 * </pre>
 */
final class Teredo {
    private static final int AUTHENTICATION = 0x0001;
    private static final int AUTHENTICATION_LENGTH = 13;
    private static final int ORIGIN = 0x0000;
    private static final int ORIGIN_LENGTH = 8;
    /** 2001::/32, in which one of the addresses of a datagram is (section 2.6). */
    private static final int PREFIX = 0x20010000;

    private Teredo() {}

    static void decode(Walk walk, int at, int end) {
        ByteBuffer octets = walk.octets;
        int packet = at;
        if (startsWith(octets, packet, end, AUTHENTICATION)) {
            packet += AUTHENTICATION_LENGTH + (octets.get(at + 2) & 0xff) + (octets.get(at + 3) & 0xff);
        }
        if (startsWith(octets, packet, end, ORIGIN)) {
            packet += ORIGIN_LENGTH;
        }
        if (end - packet >= Ip6.HEADER_LENGTH
                && octets.get(packet) >>> 4 == 6
                && (octets.getInt(packet + Ip6.SOURCE) == PREFIX || octets.getInt(packet + Ip6.DESTINATION) == PREFIX)
                && walk.enterTunnel()) {
            Ip6.decode(walk, packet, end);
        }
    }

    private static boolean startsWith(ByteBuffer octets, int at, int end, int indicator) {
        return end - at >= Ip6.HEADER_LENGTH && (octets.getShort(at) & 0xffff) == indicator;
    }
}
