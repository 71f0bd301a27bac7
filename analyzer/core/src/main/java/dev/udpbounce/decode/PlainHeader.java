package dev.udpbounce.decode;

/** Where the fields of a plain datagram stand (see {@link FirstLook}), in octets from the start of its frame. */
public final class PlainHeader {
    /** Source and destination over IPv4, 4 octets each. */
    public static final int ADDRESSES4 = Ethernet.HEADER_LENGTH + Ip4.SOURCE;
    /** Source and destination port over IPv4, 2 octets each. */
    public static final int PORTS4 = Ethernet.HEADER_LENGTH + Ip4.HEADER_LENGTH;
    /** Source and destination over IPv6, 16 octets each. */
    public static final int ADDRESSES6 = Ethernet.HEADER_LENGTH + Ip6.SOURCE;
    /** Source and destination port over IPv6, 2 octets each. */
    public static final int PORTS6 = Ethernet.HEADER_LENGTH + Ip6.HEADER_LENGTH;

    private PlainHeader() {}
}
