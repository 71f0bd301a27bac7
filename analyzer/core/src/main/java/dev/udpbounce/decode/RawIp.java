package dev.udpbounce.decode;

/** IPv4 or IPv6 without a link layer, told apart by the version nibble. */
final class RawIp {
    private RawIp() {}

    static void decode(Walk walk, int at, int end) {
        int version = end > at ? (walk.octets.get(at) >>> 4) & 0xf : 0;
        switch (version) {
            case 4 -> Ip4.decode(walk, at, end);
            case 6 -> Ip6.decode(walk, at, end);
            default -> walk.malformed(end > at ? Malformation.BAD_IP_VERSION : Malformation.IP_TRUNCATED);
        }
    }
}
