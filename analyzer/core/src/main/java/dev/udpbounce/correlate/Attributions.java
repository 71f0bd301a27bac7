// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.outcome.DestinationOutcomes;
import dev.udpbounce.correlate.outcome.Outcomes;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.Places;
import dev.udpbounce.correlate.store.SendCopies;
import dev.udpbounce.correlate.store.SightingTable;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.BounceRecord.Attribution;
import dev.udpbounce.event.Evidence;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.icmp.IcmpTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Makes a {@link Bounce} of every error that is answered, and notes it with its datagram, flow and destination. Recognizes
 * an error that was seen before at another vantage.
 */
final class Attributions {
    private final PendingSends sends;
    private final FlowTable flows;
    private final SendCopies copies;
    private final Places places;
    private final SightingTable table;
    private final Sightings sightings;
    private final Outcomes outcomes;
    private final DestinationOutcomes destinationOutcomes;
    private final FlowHash hash;
    private final CauseSearch search;
    private final Ranking ranking;
    private final PrecedentFinder precedents;
    private final RecentErrors recent;
    private final CorrelationHandler handler;
    private final boolean reportsSends;

    /**
     * @param search has the flow of a cause, and {@code ranking} the cause
     * @param reportsSends whether bounced sends are reported here, because they were not reported before
     */
    Attributions(
            PendingSends sends,
            FlowTable flows,
            SendCopies copies,
            Places places,
            SightingTable table,
            Sightings sightings,
            Outcomes outcomes,
            FlowHash hash,
            CauseSearch search,
            Ranking ranking,
            PrecedentFinder precedents,
            CorrelationHandler handler,
            boolean reportsSends) {
        this.sends = sends;
        this.flows = flows;
        this.copies = copies;
        this.places = places;
        this.table = table;
        this.sightings = sightings;
        this.outcomes = outcomes;
        destinationOutcomes = outcomes.destinations();
        this.hash = hash;
        this.search = search;
        this.ranking = ranking;
        this.precedents = precedents;
        recent = new RecentErrors(hash, places);
        this.handler = handler;
        this.reportsSends = reportsSends;
    }

    /** Announces an error about a datagram of this flow, before its cause is known. */
    void expect(Flow sent) {
        destinationOutcomes.watch(destination(sent), sent.destination(), sent.destinationPort());
    }

    /** Reports an error for which the last search found no cause. */
    void orphan(IcmpError error, Frame frame, Flow quoted, OrphanReason reason) {
        Datagram quote = error.quote();
        BounceRecord orphan = BounceRecords.of(error, frame, quoted, Attribution.orphan(reason));
        note(quoted, orphan, search.quotedSlot(quote), search.quotedDirection(quote));
        handler.onBounce(orphan);
    }

    /** Reports an error for which the last search found a cause. */
    void caused(IcmpError error, Frame frame, Flow quoted) {
        attribute(error, frame, quoted);
        if (tellsThatPortIsClosed(error) && frame.hasTime()) {
            destinationOutcomes.closed(destination(search.flow(error)), frame.timeNs());
        }
    }

    /** Returns whether the quoted destination itself reports a closed port; a router proves nothing about it. */
    private static boolean tellsThatPortIsClosed(IcmpError error) {
        Datagram quote = error.quote();
        return IcmpTable.of(error.version(), error.type(), error.code()).isPortUnreachable()
                && error.sourceLow() == quote.destinationLow()
                && error.sourceHigh() == quote.destinationHigh();
    }

    private void attribute(IcmpError error, Frame frame, Flow quoted) {
        Datagram quote = error.quote();
        int slot = search.slot();
        long key = flows.key(slot);
        int repeated = recent.seenBefore(error, frame, key, search.isTranslated(quote));
        if (repeated >= 0) {
            handler.onBounce(repetition(error, frame, quoted, repeated));
            return;
        }
        long cause = ranking.cause();
        Send send = copies.of(cause, search.flow(error));
        Set<Evidence> evidence = ranking.evidence(quote);
        Match match = ranking.match(quote, evidence);
        boolean settles = match == Match.EXACT && sends.isGuessed(cause);
        long earlier = ranking.causeIsOpen() || settles ? 0 : sends.answer(cause);
        boolean overwritten = ranking.payloadIsOverwritten(quote);
        int place = places.of(frame.origin(), error.interfaceIndex());
        SendSighting here = sightings.nearest(cause, error, place);
        Candidates candidates = match == Match.AMBIGUOUS ? candidates(error, place) : Candidates.NONE;
        Attribution attribution = new Attribution(
                match,
                evidence,
                send,
                ranking.candidates(),
                candidates.frames(),
                null,
                earlier,
                overwritten,
                here,
                candidates.origins(),
                earlier == 0 ? null : copies.originOfError(cause),
                precedents.of(cause, slot, tellsThatPortIsClosed(error)));
        BounceRecord bounce = BounceRecords.of(error, frame, quoted, attribution);
        if (earlier == 0) {
            noteAnswer(cause, frame, place);
            if (settles) {
                sends.setGuessed(cause, false);
            } else {
                claim(cause, bounce, slot);
            }
            recent.add(error, frame, key, bounce, cause);
            if (reportsSends && !settles) {
                handler.onSend(send, Outcome.BOUNCED, frame.number(), 0, frame.origin());
            }
            note(send.flow(), bounce, slot, search.direction());
        }
        handler.onBounce(bounce);
    }

    /** Returns an error seen before at another vantage: its cause is the same datagram, as sighted at this one. */
    private BounceRecord repetition(IcmpError error, Frame frame, Flow quoted, int repeated) {
        BounceRecord first = recent.bounce(repeated);
        long cause = recent.cause(repeated);
        SendSighting here = sends.isLive(cause)
                ? sightings.nearest(cause, error, places.of(frame.origin(), error.interfaceIndex()))
                : first.attribution().causeHere();
        Bounce.Sighting seen = first.sighting();
        return BounceRecords.of(
                error, frame, quoted, Attribution.repeating(first.attribution(), seen.frame(), seen.origin(), here));
    }

    /** The listed candidates of an ambiguous error, each as sighted near the error. */
    private record Candidates(List<Long> frames, List<Origin> origins) {
        static final Candidates NONE = new Candidates(List.of(), List.of());
    }

    private Candidates candidates(IcmpError error, int place) {
        List<Long> frames = new ArrayList<>();
        List<Origin> origins = new ArrayList<>();
        for (long send : ranking.listed()) {
            SendSighting here = sightings.nearest(send, error, place);
            frames.add(here.frame());
            origins.add(here.origin());
        }
        return new Candidates(List.copyOf(frames), List.copyOf(origins));
    }

    private void noteAnswer(long send, Frame frame, int place) {
        sends.setAnswer(send, frame.number());
        if (sends.place(send) == place) {
            return;
        }
        String file = copies.origin(send).file();
        if (!Objects.equals(file, frame.origin().file())) {
            table.addError(send, place);
        }
    }

    /** @param sent flow of the datagram, as far as it is known */
    private void note(Flow sent, BounceRecord bounce, int slot, int direction) {
        destinationOutcomes.error(destination(sent), bounce, slot, direction);
    }

    private long destination(Flow flow) {
        IpAddress address = flow.destination();
        return hash.endpoint(address.version(), address.high(), address.low(), flow.destinationPort());
    }

    /** Counts the send as bounced in its flow and destination. */
    private void claim(long cause, Bounce bounce, int slot) {
        outcomes.bounce(cause, slot, bounce);
        if (bounce.attribution().match() != Match.EXACT) {
            sends.setGuessed(cause, true);
        }
    }
}
