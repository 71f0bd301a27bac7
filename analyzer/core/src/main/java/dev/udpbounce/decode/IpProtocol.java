package dev.udpbounce.decode;

/** IP protocol numbers, which are IPv6 next headers as well, and the tunnels among them. */
final class IpProtocol {
    static final int HOP_BY_HOP = 0;
    static final int ICMP = 1;
    static final int IPV4 = 4;
    static final int UDP = 17;
    static final int IPV6 = 41;
    static final int ROUTING = 43;
    static final int FRAGMENT = 44;
    static final int GRE = 47;
    static final int AH = 51;
    static final int ICMPV6 = 58;
    static final int DESTINATION_OPTIONS = 60;
    static final int MOBILITY = 135;
    static final int HOST_IDENTITY = 139;
    static final int SHIM6 = 140;

    private IpProtocol() {}

    /** Enters IP in IP (RFC 2003, RFC 2473, RFC 4213) and GRE; leaves anything else alone. */
    static void enterTunnel(Walk walk, int protocol, int at, int end) {
        switch (protocol) {
            case IPV4 -> {
                if (walk.enterTunnel()) {
                    Ip4.decode(walk, at, end);
                }
            }
            case IPV6 -> {
                if (walk.enterTunnel()) {
                    Ip6.decode(walk, at, end);
                }
            }
            case GRE -> {
                if (walk.enterTunnel()) {
                    Gre.decode(walk, at, end);
                }
            }
            default -> {
                // TCP and whatever else carries no datagram
            }
        }
    }
}
