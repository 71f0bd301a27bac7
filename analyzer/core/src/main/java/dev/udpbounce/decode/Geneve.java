// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * Geneve (RFC 8926 section 3.4):
 *
 * <pre>
 *  0  version 0 (2 bits), options' length in words (6 bits), flags (1)
 *  2  {@link EtherType} (2)
 *  4  network identifier (3), reserved (1)
 *  8  options
 * </pre>
 */
final class Geneve {
    private static final int VERSION_AND_LENGTH = 0;
    private static final int FLAGS = VERSION_AND_LENGTH + 1;
    private static final int TYPE = FLAGS + 1;
    private static final int IDENTIFIER = TYPE + 2;
    private static final int HEADER_LENGTH = IDENTIFIER + 4;

    private static final int VERSION = 0xc0;
    private static final int OPTIONS_LENGTH = 0x3f;

    private Geneve() {}

    static Protocol decode(Walk walk, int at, int end) {
        int present = end - at;
        if (present < HEADER_LENGTH) {
            return Protocol.NONE;
        }
        int first = walk.octets.get(at + VERSION_AND_LENGTH);
        int length = HEADER_LENGTH + 4 * (first & OPTIONS_LENGTH);
        int type = walk.octets.getShort(at + TYPE) & 0xffff;
        if ((first & VERSION) == 0 && length < present && type >= EtherType.MIN && walk.enterTunnel()) {
            return EtherType.nextInTunnel(walk, type, at + length, end);
        }
        return Protocol.NONE;
    }
}
