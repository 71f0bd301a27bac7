package dev.udpbounce.decode;

/** VXLAN (RFC 7348 section 5): flags (1), reserved (3), network identifier (3), reserved (1), an Ethernet frame. */
final class Vxlan {
    private static final int HEADER_LENGTH = 8;
    private static final int HAS_IDENTIFIER = 0x08;

    private Vxlan() {}

    static void decode(Walk walk, int at, int end) {
        if (end - at >= HEADER_LENGTH + Ethernet.HEADER_LENGTH
                && (walk.octets.get(at) & HAS_IDENTIFIER) != 0
                && walk.enterTunnel()) {
            Ethernet.decode(walk, at + HEADER_LENGTH, end);
        }
    }
}
