package dev.udpbounce.correlate;

import dev.udpbounce.decode.IpAddress;

/**
 * One address and port: all datagrams of the flows to it that had an error, and of other flows those whose silence such
 * an error explains.
 *
 * @param flows flows that had an error
 * @param sends datagrams; the sum of the four outcomes that follow
 * @param firstBounceNs time of the first bounced datagram, nanoseconds since the Unix epoch
 * @param type ICMP type of the latest error
 * @param code ICMP code of the latest error
 */
public record DestinationRecord(
        IpAddress address,
        int port,
        long flows,
        long sends,
        long bounced,
        long answered,
        long suppressed,
        long noErrorSeen,
        long firstBounceNs,
        int type,
        int code,
        Delays delays) {}
