package dev.udpbounce.correlate;

/** A feature in which a quote and a datagram agree. */
public enum Evidence {
    /** Addresses, ports and protocol. */
    TUPLE,
    /** UDP length. */
    LENGTH,
    /** Payload, as far as both hold it. */
    PAYLOAD,
    /** IPv4 identification other than 0. */
    IP_ID,
    /** UDP checksum other than 0. */
    CHECKSUM,
    /** IPv6 flow label other than 0. */
    FLOW_LABEL
}
