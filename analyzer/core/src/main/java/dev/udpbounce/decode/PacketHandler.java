// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/** Receives the packets that a {@link Decoder} finds in a frame. The views are valid only until the method returns. */
public interface PacketHandler {
    /** Receives a UDP datagram with its ports: unfragmented or a first fragment. */
    void onDatagram(Datagram datagram);

    /** Receives an ICMP or ICMPv6 error whose quote begins with an IP header of protocol UDP, and may end after it. */
    void onIcmpError(IcmpError error);
}
