// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.capture.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A captured datagram.
 *
 * @param frame 1-based number in its own file or live capture
 * @param timeNs nanoseconds since the Unix epoch, see {@link dev.udpbounce.capture.Frame#timeNs}
 * @param payloadLength octets of UDP payload, as claimed by the UDP header
 * @param ipId IPv4 identification; -1 if there is none
 * @param ttl time to live, or hop limit, 0 to 255
 * @param fragment whether the datagram is the first of several IP fragments
 * @param vlan VLAN identifier, -1 for none
 * @param depth tunnel headers around it, 0 for none; 7 stands for 7 or more
 * @param comment comment on its frame in the capture, null for none
 * @param sightings further frames of the datagram that were captured so far; 16 at most
 * @param hasTime whether its capture time is known
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
        @Nullable String comment,
        List<SendSighting> sightings,
        boolean hasTime) {
    /** Creates a datagram that was seen once. */
    public Send(
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
        this(origin, frame, timeNs, flow, payloadLength, ipId, ttl, fragment, vlan, depth, comment, List.of(), true);
    }

    /** Creates a datagram without a tunnel or comment. */
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
