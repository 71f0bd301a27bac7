package dev.udpbounce.correlate;

/** Why no datagram can be named for an error. */
public enum OrphanReason {
    /** The capture has not seen the flow, and the error came so early that its datagram may precede the capture. */
    BEFORE_CAPTURE,
    /** The flow's datagrams had waited longer than the expiry time. */
    EXPIRED,
    /** The flow's datagrams had to leave a full waiting room. */
    EVICTED,
    /** This host's own firewall or routing refused the datagram, which then reaches no wire. */
    LOCAL_REJECT,
    /** The error's destination is not the quoted source, and nothing else supports it. */
    SPOOFED,
    /** The datagram was not captured. */
    UNSEEN
}
