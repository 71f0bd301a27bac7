// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/** Tunnels over IP: IP in IP (RFC 2003, RFC 2473, RFC 4213) and GRE. */
final class IpTunnels {
    private IpTunnels() {}

    /**
     * Passes {@code [at, end)} on to the tunnel with this IP protocol number. Other protocols, usually TCP, are
     * skipped.
     */
    static Protocol next(Walk walk, int protocol, int at, int end) {
        Protocol inner =
                switch (protocol) {
                    case IpProtocol.IPV4 -> Protocol.IPV4;
                    case IpProtocol.IPV6 -> Protocol.IPV6;
                    case IpProtocol.GRE -> Protocol.GRE;
                    default -> Protocol.NONE;
                };
        return inner != Protocol.NONE && walk.enterTunnel() ? walk.next(inner, at, end) : Protocol.NONE;
    }
}
