// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks up the sockets of packets in this machine's kernel as the packets are seen. May take milliseconds. */
public interface SocketLookup {
    /** Returns the sender of a datagram, or null if it is unknown. Called as soon as the datagram is seen. */
    @Nullable
    SocketOwner senderOf(Send send);

    /** Returns the fate of an error at the socket that caused it; null if that is not a socket of this machine. */
    @Nullable
    Fate fateOf(Bounce bounce);

    /**
     * Returns the addresses and ports of a datagram before the kernel translated them (NAT); null if it has not, or if that
     * is not known.
     *
     * @param seen those that it was captured with
     * @param origin where it was captured
     * @param timeNs when it was captured, nanoseconds since the Unix epoch
     */
    default @Nullable Flow beforeTranslation(Flow seen, Origin origin, long timeNs) {
        return null;
    }

    /**
     * Returns what the kernel was seen to do with errors since the last call, after {@link #fateOf} of these errors.
     *
     * @param passedNs time of the capture so far, in nanoseconds since the Unix epoch
     * @param last whether the capture has ended
     */
    default List<ObservedDelivery> deliveries(long passedNs, boolean last) {
        return List.of();
    }
}
