package dev.udpbounce.correlate;

/** What became of a datagram, as far as the capture can tell. */
public enum Outcome {
    /** An ICMP error was matched with it. */
    BOUNCED,
    /** A datagram of the reverse direction came after it. */
    ANSWERED,
    /**
     * Nothing came back, from an address and port known closed in that minute: Linux limits how many errors it sends
     * ({@code icmp_ratelimit}, {@code icmp_msgs_per_sec}), so the silence is the limit's.
     */
    SUPPRESSED,
    /** Nothing came back; which proves nothing. */
    NO_ERROR_SEEN,
    /** It is still waiting. */
    PENDING
}
