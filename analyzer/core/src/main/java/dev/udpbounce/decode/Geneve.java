package dev.udpbounce.decode;

/**
 * Geneve (RFC 8926 section 3.4):
 *
 * <pre>
 *  version 0 (2 bits), options' length in words (6 bits)  flags (1)  {@link EtherType} (2)
 *  network identifier (3)  reserved (1)  options
 * </pre>
 */
final class Geneve {
    private static final int HEADER_LENGTH = 8;
    private static final int VERSION = 0xc0;
    private static final int OPTIONS_LENGTH = 0x3f;

    private Geneve() {}

    static void decode(Walk walk, int at, int end) {
        int present = end - at;
        if (present < HEADER_LENGTH) {
            return;
        }
        int first = walk.octets.get(at);
        int length = HEADER_LENGTH + 4 * (first & OPTIONS_LENGTH);
        int type = walk.octets.getShort(at + 2) & 0xffff;
        if ((first & VERSION) == 0 && length < present && type >= EtherType.MIN && walk.enterTunnel()) {
            EtherType.decodeTunnelled(walk, type, at + length, end);
        }
    }
}
