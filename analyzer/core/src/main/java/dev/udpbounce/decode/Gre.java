package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * Generic routing encapsulation (RFC 2784, RFC 2890):
 *
 * <pre>
 *  flags: checksum 8000, routing 4000, key 2000, sequence 1000; version 0 (2)  {@link EtherType} (2)
 *  checksum, reserved (4)  key (4)  sequence number (4), each if its flag is set
 * </pre>
 */
final class Gre {
    private static final int HEADER_LENGTH = 4;
    private static final int CHECKSUM = 0x8000;
    private static final int ROUTING = 0x4000;
    private static final int KEY = 0x2000;
    private static final int SEQUENCE = 0x1000;
    private static final int VERSION = 0x0007;

    private Gre() {}

    static void decode(Walk walk, int at, int end) {
        ByteBuffer octets = walk.octets;
        if (!walk.holds(HEADER_LENGTH, at, end, Malformation.TUNNEL_TRUNCATED)) {
            return;
        }
        int flags = octets.getShort(at) & 0xffff;
        if ((flags & (ROUTING | VERSION)) != 0) {
            return; // source routes are no longer defined, and version 1 is PPTP
        }
        int length = HEADER_LENGTH + 4 * Integer.bitCount(flags & (CHECKSUM | KEY | SEQUENCE));
        if (!walk.holds(length, at, end, Malformation.TUNNEL_TRUNCATED)) {
            return;
        }
        int type = octets.getShort(at + 2) & 0xffff;
        EtherType.decodeTunnelled(walk, type, at + length, end);
    }
}
