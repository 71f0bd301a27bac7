package dev.udpbounce.decode;

import java.util.Locale;

/** Why a frame, or one layer of it, could not be decoded as its headers claim. The layers before it stand. */
public enum Malformation {
    /** The frame ends within a link-layer header, tag or label. */
    LINK_TRUNCATED,
    /** More than 16 tags, labels and encapsulations one inside the other, or IPv6 extension headers in a row. */
    TOO_MANY_LAYERS,
    /** Fewer octets than an IP header has. */
    IP_TRUNCATED,
    /** The version nibble is not that of the protocol which was announced. */
    BAD_IP_VERSION,
    /** The IPv4 header length is below five words. */
    BAD_IHL,
    /** The IPv4 total length is below the header length, and not 0; decoded by what is present. */
    BAD_IP_LENGTH,
    /** The packet, or the quote, ends within an IPv6 extension header. */
    IPV6_EXTENSION_TRUNCATED,
    /** Fewer than eight octets of UDP; with four of them the ports are known, and the datagram is delivered. */
    UDP_TRUNCATED,
    /** The UDP length is below eight, or above what the IP header leaves; the datagram is delivered. */
    BAD_UDP_LENGTH,
    /** Fewer octets than an ICMP header has. */
    ICMP_TRUNCATED,
    /** An ICMP error quotes too little to have the addresses. */
    QUOTE_TRUNCATED,
    /** An ICMP error quotes something that is no IP header of its own version. */
    BAD_QUOTE,
    /** The packet ends within the header of a tunnel. */
    TUNNEL_TRUNCATED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The stable name for outputs, in snake case: {@code link_truncated}. */
    public String label() {
        return label;
    }
}
