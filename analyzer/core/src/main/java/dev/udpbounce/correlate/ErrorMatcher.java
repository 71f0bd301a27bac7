package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.IpAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Bounce} of every ICMP error: finds its cause, knows repetitions again, says why there is no cause. */
final class ErrorMatcher {
    /** Within this time of the first packet an error's datagram may have preceded the capture. */
    private static final long EARLY_NS = 10_000_000_000L;

    /** Two sightings of one packet are no further apart than this. */
    static final long SIGHTING_NS = 1_000_000_000L;

    private static final int PORT_UNREACHABLE_V4 = 3 << 8 | 3;
    private static final int PORT_UNREACHABLE_V6 = 1 << 8 | 4;

    private final WaitingRoom room;
    private final FlowHash hash;
    private final CorrelationHandler handler;
    private final CauseFinder finder;
    private final RecentErrors recent;
    private final boolean reportsSends;

    ErrorMatcher(WaitingRoom room, FlowHash hash, CorrelationHandler handler, Correlator.Follow follow) {
        this.room = room;
        this.hash = hash;
        this.handler = handler;
        reportsSends = follow != Correlator.Follow.AT_ONCE;
        finder = new CauseFinder(room.ring, room.index, hash);
        recent = new RecentErrors(hash);
    }

    /**
     * Answers one error.
     *
     * @param startNs time of the first packet of the capture
     */
    void match(IcmpError error, Frame frame, long startNs) {
        Datagram quote = error.quote();
        long source = hash.source(quote);
        long destination = hash.destination(quote);
        long key = hash.flow(source, destination);
        int direction = Long.compareUnsigned(source, destination) < 0 ? 0 : 1;
        if (room.stories.areFull()) {
            room.makeRoomForFlows();
        }
        int slot = quote.sourcePort() == Datagram.ABSENT ? -1 : room.flows.find(key);
        if (slot < 0 || room.flows.sends(slot, direction) == 0) {
            handler.onBounce(orphan(error, frame, unseen(error, frame, startNs)));
            return;
        }
        long newest = room.chains.head(slot, direction);
        if (newest == 0) {
            boolean aged = room.leftByAge(slot, direction);
            handler.onBounce(orphan(error, frame, aged ? OrphanReason.EXPIRED : OrphanReason.EVICTED));
            return;
        }
        FlowStory story = room.stories.begin(slot, direction);
        if (story.flow == null) {
            story.flow = flow(quote);
        }
        if (!find(quote, key, slot, direction, newest)) {
            handler.onBounce(orphan(error, frame, unseen(error, frame, startNs)));
            return;
        }
        answer(error, frame, key, slot, story, Destinations.key(destination));
    }

    private boolean find(Datagram quote, long key, int slot, int direction, long newest) {
        boolean indexed = room.flows.isIndexed(slot, direction);
        if (!indexed && finder.isLong(newest)) {
            room.index(slot, direction);
            indexed = true;
        }
        if (!indexed || quote.udpLength() == Datagram.ABSENT) {
            return finder.findInChain(quote, newest);
        }
        if (finder.findByPayload(quote, key, direction)) {
            return true;
        }
        room.indexByHeaders(slot, direction);
        return finder.findByHeaders(quote, key, direction, newest);
    }

    private void answer(IcmpError error, Frame frame, long key, int slot, FlowStory story, long target) {
        Datagram quote = error.quote();
        Flow flow = flow(quote);
        Bounce repeated = recent.seenBefore(error, frame, key);
        if (repeated != null) {
            handler.onBounce(bounce(
                    error,
                    frame,
                    flow,
                    repeated.match(),
                    repeated.evidence(),
                    repeated.cause(),
                    repeated.candidates(),
                    repeated.candidateFrames(),
                    null,
                    repeated.frame()));
            return;
        }
        long cause = finder.cause();
        Send send = room.copies.of(cause, flow);
        Set<Evidence> evidence = finder.evidence(quote);
        Match match = finder.match(evidence);
        List<Long> frames = match == Match.AMBIGUOUS ? List.of(finder.candidateFrames()) : List.of();
        boolean settles = match == Match.EXACT && room.ring.isGuessed(cause);
        long earlier = finder.causeIsOpen() || settles ? 0 : room.ring.answerFrame(cause);
        Bounce bounce = bounce(error, frame, flow, match, evidence, send, finder.candidates(), frames, null, earlier);
        if (earlier == 0) {
            room.ring.answer(cause, frame.number());
            if (settles) {
                room.ring.setGuessed(cause, false);
            } else {
                claim(cause, bounce, slot, story, target);
            }
            recent.add(error, frame, key, bounce);
            if (reportsSends && !settles) {
                handler.onSend(send, Outcome.BOUNCED, frame.number(), 0);
            }
        }
        handler.onBounce(bounce);
    }

    /** The send has bounced: its flow and destination are told. */
    private void claim(long cause, Bounce bounce, int slot, FlowStory story, long target) {
        Flow flow = bounce.quoted().flow();
        Destination destination = room.destinations.remember(target, flow.destination(), flow.destinationPort());
        room.settlement.bounce(cause, slot, story, destination, bounce.type(), bounce.code(), bounce.timeNs());
        if (destination != null && isPortUnreachable(bounce)) {
            destination.closedAt(bounce.timeNs());
        }
        if (bounce.match() != Match.EXACT) {
            room.ring.setGuessed(cause, true);
        }
    }

    private static boolean isPortUnreachable(Bounce bounce) {
        int kind = bounce.type() << 8 | bounce.code();
        return kind == (bounce.version() == 4 ? PORT_UNREACHABLE_V4 : PORT_UNREACHABLE_V6);
    }

    private OrphanReason unseen(IcmpError error, Frame frame, long startNs) {
        Datagram quote = error.quote();
        boolean backToSource =
                error.destinationLow() == quote.sourceLow() && error.destinationHigh() == quote.sourceHigh();
        Reporter reporter = reporter(error);
        if (reporter == Reporter.LOCAL && backToSource) {
            return OrphanReason.LOCAL_REJECT;
        }
        if (!backToSource) {
            return OrphanReason.SPOOFED;
        }
        return frame.timeNs() - startNs <= EARLY_NS ? OrphanReason.BEFORE_CAPTURE : OrphanReason.UNSEEN;
    }

    private static Reporter reporter(IcmpError error) {
        Datagram quote = error.quote();
        if (error.sourceLow() == quote.destinationLow() && error.sourceHigh() == quote.destinationHigh()) {
            return Reporter.DESTINATION;
        }
        boolean local = error.sourceLow() == quote.sourceLow() && error.sourceHigh() == quote.sourceHigh();
        return local ? Reporter.LOCAL : Reporter.ROUTER;
    }

    static Flow flow(Datagram datagram) {
        int version = datagram.version();
        return new Flow(
                new IpAddress(version, datagram.sourceHigh(), datagram.sourceLow()),
                datagram.sourcePort(),
                new IpAddress(version, datagram.destinationHigh(), datagram.destinationLow()),
                datagram.destinationPort());
    }

    private static Bounce orphan(IcmpError error, Frame frame, OrphanReason reason) {
        Flow flow = flow(error.quote());
        return bounce(error, frame, flow, Match.ORPHAN, Set.of(), null, 0, List.of(), reason, 0);
    }

    private static Bounce bounce(
            IcmpError error,
            Frame frame,
            Flow flow,
            Match match,
            Set<Evidence> evidence,
            @Nullable Send cause,
            long candidates,
            List<Long> candidateFrames,
            @Nullable OrphanReason reason,
            long duplicateOf) {
        Datagram quote = error.quote();
        int version = error.version();
        return new Bounce(
                frame.origin(),
                frame.number(),
                frame.timeNs(),
                error.vlan(),
                new IpAddress(version, error.sourceHigh(), error.sourceLow()),
                new IpAddress(version, error.destinationHigh(), error.destinationLow()),
                error.type(),
                error.code(),
                new Quoted(
                        flow,
                        quote.version() == 4 ? quote.ipId() : Datagram.ABSENT,
                        quote.ttl(),
                        quote.udpLength(),
                        quote.checksum(),
                        quote.payloadPresent(),
                        error.quoteTruncated()),
                error.mtu(),
                error.extensions(),
                reporter(error),
                match,
                evidence,
                cause,
                candidates,
                candidateFrames,
                reason,
                duplicateOf,
                error.depth(),
                frame.comment());
    }
}
