package dev.udpbounce.decode;

/**
 * Tunnels over UDP. Only a port number suggests them, so their headers are not judged but believed if they make sense,
 * and otherwise the datagram is left as what it is.
 */
final class UdpTunnels {
    private static final int GTP_USER = 2152;
    private static final int TEREDO = 3544;
    private static final int VXLAN = 4789;
    private static final int GENEVE = 6081;

    private UdpTunnels() {}

    /** Whether a datagram with these ports, source in the upper half, may be a tunnel's. */
    static boolean mayUse(int ports) {
        int destination = ports & 0xffff;
        return destination == VXLAN
                || destination == GENEVE
                || destination == GTP_USER
                || destination == TEREDO
                || ports >>> 16 == TEREDO;
    }

    /** Enters the datagram at {@code at}, whose header is there, if it is a tunnel's. */
    static void enter(Walk walk, int at, int end) {
        int ports = walk.octets.getInt(at);
        int destination = ports & 0xffff;
        int body = at + Udp.HEADER_LENGTH;
        if (destination == VXLAN) {
            Vxlan.decode(walk, body, end);
        } else if (destination == GENEVE) {
            Geneve.decode(walk, body, end);
        } else if (destination == GTP_USER) {
            GtpUser.decode(walk, body, end);
        } else if (destination == TEREDO || ports >>> 16 == TEREDO) {
            Teredo.decode(walk, body, end);
        }
    }
}
