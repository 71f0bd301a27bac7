// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * Generic routing encapsulation (RFC 2784, RFC 2890):
 *
 * <pre>
 *  0  flags: checksum 8000, routing 4000, key 2000, sequence 1000; version 0 (2)
 *  2  {@link EtherType} (2)
 *  4  checksum, reserved (4), key (4), sequence number (4), each if its flag is set
 * </pre>
 */
final class Gre {
    private static final int FLAGS = 0;
    private static final int TYPE = FLAGS + 2;
    private static final int HEADER_LENGTH = TYPE + 2;

    private static final int OPTION_LENGTH = 4;
    private static final int CHECKSUM = 0x8000;
    private static final int ROUTING = 0x4000;
    private static final int KEY = 0x2000;
    private static final int SEQUENCE = 0x1000;
    private static final int VERSION = 0x0007;

    private Gre() {}

    static Protocol decode(Walk walk, int at, int end) {
        if (!walk.holds(HEADER_LENGTH, at, end, Malformation.TUNNEL_TRUNCATED)) {
            return Protocol.NONE;
        }
        int flags = walk.octets.getShort(at + FLAGS) & 0xffff;
        if ((flags & (ROUTING | VERSION)) != 0) {
            return Protocol.NONE; // source routes are no longer defined, and version 1 is PPTP
        }
        int length = HEADER_LENGTH + OPTION_LENGTH * Integer.bitCount(flags & (CHECKSUM | KEY | SEQUENCE));
        if (!walk.holds(length, at, end, Malformation.TUNNEL_TRUNCATED)) {
            return Protocol.NONE;
        }
        int type = walk.octets.getShort(at + TYPE) & 0xffff;
        return EtherType.nextInTunnel(walk, type, at + length, end);
    }
}
