package dev.udpbounce.correlate;

/** How firmly an error is tied to a datagram. */
public enum Match {
    /** Strong evidence singles out one datagram. */
    EXACT,
    /** The only candidate, by addresses, ports and length alone. */
    TUPLE,
    /** Several candidates that the quote cannot tell apart. */
    AMBIGUOUS,
    /** No datagram of the capture can have caused it. */
    ORPHAN
}
