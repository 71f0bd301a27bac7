package dev.udpbounce.correlate;

import dev.udpbounce.capture.Origin;
import org.jspecify.annotations.Nullable;

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
 * @param depth tunnel headers around it, 0 for none; 7 stands for 7 or more
 * @param comment what somebody wrote beside its frame, null for nothing
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
        int vlan,
        int depth,
        @Nullable String comment) {
    /** A datagram in no tunnel and without a comment. */
    public Send(
            Origin origin,
            long frame,
            long timeNs,
            Flow flow,
            int payloadLength,
            int ipId,
            int ttl,
            boolean fragment,
            int vlan) {
        this(origin, frame, timeNs, flow, payloadLength, ipId, ttl, fragment, vlan, 0, null);
    }
}
