package dev.udpbounce.decode;

/** Takes what a {@link Decoder} finds in a frame. The views are lent: they are valid until the method returns. */
public interface PacketHandler {
    /** A UDP datagram whose ports are present: unfragmented, or a first fragment. */
    void onDatagram(Datagram datagram);

    /** An ICMP or ICMPv6 error whose quote begins with an IP header of protocol UDP, and may end with it. */
    void onIcmpError(IcmpError error);
}
