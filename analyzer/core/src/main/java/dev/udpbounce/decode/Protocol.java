// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * The next protocol in a frame, as the header before it announces. A protocol's decode method returns the next one and
 * sets its range in {@link Walk#at} and {@link Walk#end}; only {@link Decoder} maps a protocol to its class.
 */
enum Protocol {
    /** No further protocol: the rest carries no datagram or could not be decoded. */
    NONE,

    ETHERNET,
    VLAN_TAG,
    LLC,
    MPLS,
    PPP,
    PPPOE,
    RADIOTAP,
    WLAN,
    /** An IEEE 802.11 frame whose header is padded to a multiple of four octets. */
    WLAN_PADDED,

    /** IPv4 or IPv6, determined by the version nibble. */
    RAW_IP,
    IPV4,
    IPV6,

    /** ICMP after an IPv4 header, see {@link Walk#ip} and {@link Walk#claimed}. */
    ICMP,
    /** ICMPv6 after an IPv6 header, see {@link Walk#ip} and {@link Walk#claimed}. */
    ICMPV6,

    GRE,
    GENEVE,
    GTP_USER,
    TEREDO,
    VXLAN
}
