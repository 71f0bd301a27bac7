// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

/** The outcome of a datagram, as far as the capture shows it. */
public enum Outcome {
    /** An ICMP error was matched with it. */
    BOUNCED,
    /** A datagram of the reverse direction followed it. */
    ANSWERED,
    /**
     * Nothing came back from an address and port that an error had shown to be closed within the previous minute, and
     * that sent nothing since: Linux limits how many errors it sends ({@code icmp_ratelimit}, {@code
     * icmp_msgs_per_sec}), so the silence is attributed to the limit.
     */
    SUPPRESSED,
    /** Nothing came back, which proves nothing. */
    NO_ERROR_SEEN,
    /** The datagram is still waiting. */
    PENDING
}
