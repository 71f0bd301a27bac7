// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * VXLAN (RFC 7348 section 5):
 *
 * <pre>
 *  0  flags (1), reserved (3)
 *  4  network identifier (3), reserved (1)
 *  8  an Ethernet frame
 * </pre>
 */
final class Vxlan {
    private static final int FLAGS = 0;
    private static final int IDENTIFIER = FLAGS + 4;
    private static final int HEADER_LENGTH = IDENTIFIER + 4;

    private static final int HAS_IDENTIFIER = 0x08;

    private Vxlan() {}

    static Protocol decode(Walk walk, int at, int end) {
        if (end - at >= HEADER_LENGTH + Ethernet.HEADER_LENGTH
                && (walk.octets.get(at + FLAGS) & HAS_IDENTIFIER) != 0
                && walk.enterTunnel()) {
            return walk.next(Protocol.ETHERNET, at + HEADER_LENGTH, end);
        }
        return Protocol.NONE;
    }
}
