// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * Teredo (RFC 4380 section 5.1.1): an IPv6 packet, optionally preceded by either or both of these headers:
 *
 * <pre>
 *      authentication                  origin
 *  0   0001 (2)                    0   0000 (2)
 *  2   client's length (1)         2   port (2)
 *  3   value's length (1)          4   address (4)
 *  4   client, value, nonce (8), confirmation (1)
 * </pre>
 */
final class Teredo {
    private static final int INDICATOR = 0;
    private static final int CLIENT_LENGTH = INDICATOR + 2;
    private static final int VALUE_LENGTH = CLIENT_LENGTH + 1;
    private static final int CLIENT = VALUE_LENGTH + 1;
    /** Length with an empty client and value. */
    private static final int AUTHENTICATION_LENGTH = CLIENT + 8 + 1;

    private static final int ORIGIN_LENGTH = INDICATOR + 2 + 2 + 4;

    private static final int AUTHENTICATION = 0x0001;
    private static final int ORIGIN = 0x0000;
    /** 2001::/32, the prefix of at least one address of the inner packet (section 2.6). */
    private static final int PREFIX = 0x20010000;

    private Teredo() {}

    static Protocol decode(Walk walk, int at, int end) {
        ByteBuffer octets = walk.octets;
        int packet = at;
        if (startsWith(octets, packet, end, AUTHENTICATION)) {
            packet += AUTHENTICATION_LENGTH
                    + (octets.get(at + CLIENT_LENGTH) & 0xff)
                    + (octets.get(at + VALUE_LENGTH) & 0xff);
        }
        if (startsWith(octets, packet, end, ORIGIN)) {
            packet += ORIGIN_LENGTH;
        }
        if (end - packet >= Ip6.HEADER_LENGTH
                && octets.get(packet) >>> 4 == 6
                && (octets.getInt(packet + Ip6.SOURCE) == PREFIX || octets.getInt(packet + Ip6.DESTINATION) == PREFIX)
                && walk.enterTunnel()) {
            return walk.next(Protocol.IPV6, packet, end);
        }
        return Protocol.NONE;
    }

    private static boolean startsWith(ByteBuffer octets, int at, int end, int indicator) {
        return end - at >= Ip6.HEADER_LENGTH && (octets.getShort(at + INDICATOR) & 0xffff) == indicator;
    }
}
