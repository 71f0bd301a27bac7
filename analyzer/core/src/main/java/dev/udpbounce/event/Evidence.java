// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

/** A feature in which a quote and a datagram agree. */
public enum Evidence {
    /** Addresses, ports and protocol. */
    TUPLE,
    /** Destination address and port, if the source was translated on the way; replaces {@link #TUPLE}. */
    DESTINATION,
    /** Source port, if the source address was translated. */
    SOURCE_PORT,
    /** UDP length. */
    LENGTH,
    /** Payload, as far as both contain it. */
    PAYLOAD,
    /** IPv4 identification other than 0. */
    IP_ID,
    /** UDP checksum other than 0. */
    CHECKSUM,
    /** IPv6 flow label other than 0. */
    FLOW_LABEL
}
