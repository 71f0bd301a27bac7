package dev.udpbounce.correlate;

/**
 * What was seen of one direction of a conversation.
 *
 * @param startNs time of its first datagram, nanoseconds since the Unix epoch
 * @param endNs time of its last one
 * @param sends datagrams; the sum of the four outcomes that follow
 * @param delays delays of its errors; empty if it has none
 */
public record FlowRecord(
        Flow flow,
        long startNs,
        long endNs,
        long sends,
        long bounced,
        long answered,
        long suppressed,
        long noErrorSeen,
        Delays delays) {}
