package dev.udpbounce.decode;

/** Ethernet: destination (6), source (6), then an {@link EtherType} or a length. */
final class Ethernet {
    static final int HEADER_LENGTH = 14;
    private static final int TYPE = 12;

    private Ethernet() {}

    static void decode(Walk walk, int at, int end) {
        if (!walk.holds(HEADER_LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            return;
        }
        int type = walk.octets.getShort(at + TYPE) & 0xffff;
        EtherType.decode(walk, type, at + HEADER_LENGTH, end);
    }
}
