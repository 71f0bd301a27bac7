// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * Tunnels over UDP, by their IANA port numbers. A port number is only a hint: a datagram without a valid tunnel header
 * is not malformed, but an ordinary datagram.
 */
final class UdpTunnels {
    private static final int GTP_USER = 2152;
    private static final int TEREDO = 3544;
    private static final int VXLAN = 4789;
    private static final int GENEVE = 6081;

    private UdpTunnels() {}

    /** Returns whether a datagram with these ports, source port in the upper 16 bits, may carry a tunnel. */
    static boolean mayUse(int ports) {
        return protocol(ports) != Protocol.NONE;
    }

    /**
     * Tunnel that a datagram with these ports, source port in the upper 16 bits, may carry; {@link Protocol#NONE} if
     * none.
     */
    static Protocol protocol(int ports) {
        int destination = ports & 0xffff;
        if (destination == VXLAN) {
            return Protocol.VXLAN;
        } else if (destination == GENEVE) {
            return Protocol.GENEVE;
        } else if (destination == GTP_USER) {
            return Protocol.GTP_USER;
        } else if (destination == TEREDO || ports >>> 16 == TEREDO) {
            return Protocol.TEREDO;
        }
        return Protocol.NONE;
    }
}
