package dev.udpbounce.decode;

/** BSD loopback: an address family in four octets, then IP. */
final class Loopback {
    private static final int HEADER_LENGTH = 4;
    private static final int INET = 2;
    private static final int INET6_LINUX = 10;
    private static final int INET6_WINDOWS = 23;
    private static final int INET6_OPENBSD = 24;
    private static final int INET6_FREEBSD = 28;
    private static final int INET6_DARWIN = 30;

    private Loopback() {}

    /** LINKTYPE_NULL: in the byte order of the capturing host, which the family's small number gives away. */
    static void decodeNull(Walk walk, int at, int end) {
        if (walk.holds(HEADER_LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            int family = walk.octets.getInt(at);
            decode(walk, (family & 0xffff) == 0 ? Integer.reverseBytes(family) : family, at, end);
        }
    }

    /** LINKTYPE_LOOP: in network byte order. */
    static void decodeLoop(Walk walk, int at, int end) {
        if (walk.holds(HEADER_LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            decode(walk, walk.octets.getInt(at), at, end);
        }
    }

    private static void decode(Walk walk, int family, int at, int end) {
        switch (family) {
            case INET -> Ip4.decode(walk, at + HEADER_LENGTH, end);
            case INET6_LINUX, INET6_WINDOWS, INET6_OPENBSD, INET6_FREEBSD, INET6_DARWIN ->
                Ip6.decode(walk, at + HEADER_LENGTH, end);
            default -> {
                // no IP
            }
        }
    }
}
