// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event.IcmpError;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Send;
import org.jspecify.annotations.Nullable;

/**
 * What the errors of a series have in common: the same error from the same host about datagrams between the same hosts to
 * the same port, matched as well, with the same effect on the same process. The source ports may differ.
 */
record BounceKind(
        int type,
        int code,
        int mtu,
        IpAddress reporter,
        IpAddress source,
        IpAddress destination,
        int port,
        Match match,
        @Nullable OrphanReason reason,
        boolean translated,
        boolean overwritten,
        Fate.@Nullable Verdict verdict,
        Fate.@Nullable Story story,
        int pid) {
    /** Returns the kind of an error; null if it is one of its own: a repetition, or one with a comment or extensions. */
    static @Nullable BounceKind of(IcmpError error) {
        Bounce bounce = error.bounce();
        Bounce.Attribution attribution = bounce.attribution();
        if (attribution.duplicateOf() != 0
                || bounce.sighting().comment() != null
                || !bounce.icmp().extensions().isEmpty()) {
            return null;
        }
        Flow flow = bounce.datagramFlow();
        Fate fate = error.fate();
        return new BounceKind(
                bounce.icmp().type(),
                bounce.icmp().code(),
                bounce.icmp().mtu(),
                bounce.icmp().source(),
                flow.source(),
                flow.destination(),
                flow.destinationPort(),
                attribution.match(),
                attribution.orphanReason(),
                bounce.isTranslated(),
                attribution.payloadOverwritten(),
                fate == null ? null : fate.verdict(),
                fate == null ? null : fate.story(),
                fate == null || fate.owner() == null ? -1 : fate.owner().pid());
    }

    /** Returns whether such an error may come for a datagram. */
    boolean mayBeOf(Send send) {
        Flow flow = send.flow();
        return flow.destinationPort() == port
                && flow.destination().equals(destination)
                && (translated || flow.source().equals(source))
                && send.comment() == null;
    }
}
