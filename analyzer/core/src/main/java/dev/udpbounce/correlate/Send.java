package dev.udpbounce.correlate;

import dev.udpbounce.capture.Origin;

/**
 * A datagram that was seen on its way.
 *
 * @param frame 1-based ordinal in its own file or live capture
 * @param timeNs nanoseconds since the Unix epoch
 * @param payloadLength octets, as its UDP header claims
 * @param ipId IPv4 identification; -1 where there is none
 * @param ttl time to live, or hop limit
 * @param fragment whether it is the first of several IP fragments
 * @param vlan VLAN identifier, -1 for none
 */
public record Send(
        Origin origin,
        long frame,
        long timeNs,
        Flow flow,
        int payloadLength,
        int ipId,
        int ttl,
        boolean fragment,
        int vlan) {}
