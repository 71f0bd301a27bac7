// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.util.Locale;

/** Reasons why a frame, or a layer of it, could not be decoded as its headers claim. The outer layers remain valid. */
public enum Malformation {
    /** The frame ends within a link-layer header, tag or label. */
    LINK_TRUNCATED,
    /** More than 16 nested tags, labels and encapsulations, or more than 16 IPv6 extension headers in a row. */
    TOO_MANY_LAYERS,
    /** Fewer octets than an IP header has. */
    IP_TRUNCATED,
    /** The version nibble does not match the announced protocol. */
    BAD_IP_VERSION,
    /** The IPv4 header length is below five words. */
    BAD_IHL,
    /** The IPv4 total length is below the header length, and not 0; decoded up to the end of the octets present. */
    BAD_IP_LENGTH,
    /** The packet, or the quote, ends within an IPv6 extension header. */
    IPV6_EXTENSION_TRUNCATED,
    /** Fewer than eight octets of UDP; with at least four, the ports are known and the datagram is delivered. */
    UDP_TRUNCATED,
    /** The UDP length is below eight, or exceeds the length that the IP header leaves; the datagram is delivered. */
    BAD_UDP_LENGTH,
    /** Fewer octets than an ICMP header has. */
    ICMP_TRUNCATED,
    /** An ICMP error quotes fewer octets than an IP header has. */
    QUOTE_TRUNCATED,
    /** The quote of an ICMP error is not an IP header of the error's own version. */
    BAD_QUOTE,
    /** The packet ends within a GRE header. */
    TUNNEL_TRUNCATED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Stable name in outputs, in snake case: {@code link_truncated}. */
    public String label() {
        return label;
    }
}
