// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Extension;
import dev.udpbounce.decode.IpAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link Bounce} that holds its own data and may be kept. */
public record BounceRecord(Bounce.Sighting sighting, Bounce.Icmp icmp, Quoted quoted, Bounce.Attribution attribution)
        implements Bounce {

    public record Sighting(
            Origin origin,
            long frame,
            long timeNs,
            int vlan,
            int depth,
            @Nullable String comment,
            boolean hasTime) implements Bounce.Sighting {
        /** Returns a frame with a time and without VLAN, tunnel and comment. */
        public static Sighting plain(Origin origin, long frame, long timeNs) {
            return new Sighting(origin, frame, timeNs, -1, 0, null, true);
        }
    }

    public record Icmp(
            IpAddress source,
            IpAddress destination,
            int type,
            int code,
            int mtu,
            List<Extension> extensions,
            Reporter reporter)
            implements Bounce.Icmp {
        /** Returns an error without next-hop MTU and extensions. */
        public static Icmp plain(IpAddress source, IpAddress destination, int type, int code, Reporter reporter) {
            return new Icmp(source, destination, type, code, -1, List.of(), reporter);
        }
    }

    public record Attribution(
            Match match,
            Set<Evidence> evidence,
            @Nullable Send cause,
            long candidates,
            List<Long> candidateFrames,
            @Nullable OrphanReason orphanReason,
            long duplicateOf,
            boolean payloadOverwritten,
            @Nullable SendSighting seenHere,
            List<Origin> candidateOrigins,
            @Nullable Origin duplicateOrigin,
            Precedents precedents)
            implements Bounce.Attribution {
        /**
         * Creates an attribution whose frames are all from the error's own file, with a datagram that was seen once.
         */
        public Attribution(
                Match match,
                Set<Evidence> evidence,
                @Nullable Send cause,
                long candidates,
                List<Long> candidateFrames,
                @Nullable OrphanReason orphanReason,
                long duplicateOf,
                boolean payloadOverwritten) {
            this(
                    match,
                    evidence,
                    cause,
                    candidates,
                    candidateFrames,
                    orphanReason,
                    duplicateOf,
                    payloadOverwritten,
                    null,
                    List.of(),
                    null,
                    Precedents.NONE);
        }

        /** Returns the attribution of an error without a datagram. */
        public static Attribution orphan(OrphanReason reason) {
            return new Attribution(Match.ORPHAN, Set.of(), null, 0, List.of(), reason, 0, false);
        }

        /** Returns the attribution to one datagram, {@link Match#EXACT} or {@link Match#TUPLE}. */
        public static Attribution to(Send cause, Match match, Set<Evidence> evidence) {
            return new Attribution(match, evidence, cause, 1, List.of(), null, 0, false);
        }

        /**
         * Returns the attribution of an error that repeats the error in frame {@code first}.
         *
         * @param firstOrigin origin of that frame
         * @param newHere the datagram at the interface where this error was captured; null for its first frame
         */
        public static Attribution repeating(
                Bounce.Attribution earlier, long first, Origin firstOrigin, @Nullable SendSighting newHere) {
            return new Attribution(
                    earlier.match(),
                    earlier.evidence(),
                    earlier.cause(),
                    earlier.candidates(),
                    earlier.candidateFrames(),
                    earlier.orphanReason(),
                    first,
                    earlier.payloadOverwritten(),
                    newHere,
                    earlier.candidateOrigins(),
                    firstOrigin,
                    earlier.precedents());
        }

        @Override
        public @Nullable SendSighting causeHere() {
            return seenHere == null ? Bounce.Attribution.super.causeHere() : seenHere;
        }
    }
}
