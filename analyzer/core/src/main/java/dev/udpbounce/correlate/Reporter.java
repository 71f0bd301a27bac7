package dev.udpbounce.correlate;

/** Who sent an ICMP error. */
public enum Reporter {
    /** The quoted destination itself. */
    DESTINATION,
    /** The quoted source: the sender's own kernel. */
    LOCAL,
    /** Somebody on the way. */
    ROUTER
}
