// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.outcome.DestinationOutcomes;
import dev.udpbounce.correlate.outcome.Outcomes;
import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.DestinationIndex;
import dev.udpbounce.correlate.store.EvidenceIndex;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.Places;
import dev.udpbounce.correlate.store.SendCopies;
import dev.udpbounce.correlate.store.SightingTable;
import dev.udpbounce.correlate.store.Translations;
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
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.icmp.IcmpTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Makes a {@link Bounce} of every ICMP error: finds its cause or the reason for having none; detects repetitions. */
final class ErrorMatcher {
    /** An error within this time of the first packet may be about a datagram from before the capture. */
    private static final long EARLY_NS = 10_000_000_000L;

    private final PendingSends sends;
    private final FlowTable flows;
    private final SendCopies copies;
    private final Places places;
    private final SightingTable table;
    private final Sightings sightings;
    private final Retention retention;
    private final Outcomes outcomes;
    private final DestinationOutcomes destinationOutcomes;
    private final FlowHash hash;
    private final CauseSearch search;
    private final Ranking ranking;
    private final RecentErrors recent;
    private final PrecedentFinder precedents;
    private final CorrelationHandler handler;
    private final WaitingErrors waiting = new WaitingErrors();
    private final boolean reportsSends;

    /** @param reportsSends whether bounced sends are reported here, because they were not reported before */
    ErrorMatcher(
            PendingSends sends,
            FlowTable flows,
            Chains chains,
            EvidenceIndex index,
            DestinationIndex destinations,
            FlowHash hash,
            SendCopies copies,
            Places places,
            SightingTable table,
            Translations translations,
            Sightings sightings,
            Retention retention,
            Outcomes outcomes,
            CorrelationHandler handler,
            boolean reportsSends) {
        this.sends = sends;
        this.flows = flows;
        this.copies = copies;
        this.places = places;
        this.table = table;
        this.sightings = sightings;
        this.retention = retention;
        this.outcomes = outcomes;
        destinationOutcomes = outcomes.destinations();
        this.hash = hash;
        this.handler = handler;
        this.reportsSends = reportsSends;
        ranking = new Ranking(sends, hash);
        CauseFinder finder = new CauseFinder(sends, flows, chains, index, hash, retention, ranking);
        search = new CauseSearch(
                sends, flows, chains, destinations, translations, hash, retention, outcomes, finder, ranking);
        recent = new RecentErrors(hash, places);
        precedents = new PrecedentFinder(sends, chains, index, copies);
    }

    /**
     * Answers an error or lets it wait. An error waits if no datagram fits, or if the only one that fits is old or
     * already has an error, because a better one may be captured just after the error. Errors are answered in the order
     * of arrival.
     *
     * @param startNs time of the first packet of the capture
     */
    void match(IcmpError error, Frame frame, long startNs) {
        Datagram quote = error.quote();
        Flow quoted = BounceRecords.flow(quote);
        if (quote.destinationPort() != Datagram.ABSENT) {
            Flow sent = search.translatedFrom(quote, quoted);
            destinationOutcomes.watch(destination(sent), sent.destination(), sent.destinationPort());
        }
        ranking.allow(Long.MAX_VALUE, 0);
        boolean found = search.find(error, quoted);
        boolean better = !found || mayHaveBetterCause(frame);
        if ((better && frame.hasTime()) || !waiting.isEmpty()) {
            if (waiting.isFull()) {
                settleOldest(startNs);
            }
            waiting.add(error, frame, hash.destination(quote), sends.next(), better && frame.hasTime());
        } else {
            settle(error, frame, quoted, found, startNs);
        }
    }

    /** If several sends fit already, a later one can only fit equally well, unless each has its own error. */
    private boolean mayHaveBetterCause(Frame frame) {
        boolean taken = !ranking.causeIsOpen();
        return ranking.candidates() > 1
                ? taken && !sends.isGuessed(ranking.cause())
                : taken || isOld(ranking.cause(), frame);
    }

    private boolean isOld(long send, Frame frame) {
        return !sends.hasTime(send) || frame.timeNs() - sends.timeNs(send) > WaitingErrors.WAIT_NS;
    }

    /** Answers the errors that have waited long enough. */
    void settleBefore(long nowNs, long startNs) {
        while (!waiting.isEmpty() && waiting.oldest().deadlineNs() < nowNs) {
            settleOldest(startNs);
        }
    }

    /** Answers all waiting errors. */
    void settleAll(long startNs) {
        while (!waiting.isEmpty()) {
            settleOldest(startNs);
        }
    }

    /** Returns whether an error may be waiting that quotes the destination with this hash. */
    boolean mayAwait(long destination) {
        return waiting.mayConcern(destination);
    }

    private void settleOldest(long startNs) {
        WaitingErrors.Waiting oldest = waiting.removeOldest();
        ranking.allow(oldest.firstLater(), oldest.deadlineNs());
        Flow quoted = BounceRecords.flow(oldest.error().quote());
        settle(oldest.error(), oldest.frame(), quoted, search.find(oldest.error(), quoted), startNs);
    }

    /** Returns the time of the oldest waiting error; {@link Retention#NO_DEADLINE} if none is waiting. */
    long oldestWaitingNs() {
        return waiting.isEmpty()
                ? Retention.NO_DEADLINE
                : waiting.oldest().frame().timeNs();
    }

    /** Returns the time after which {@link #settleBefore} has an effect; {@link Retention#NO_DEADLINE} if none. */
    long deadlineNs() {
        return waiting.isEmpty() ? Retention.NO_DEADLINE : waiting.oldest().deadlineNs();
    }

    /** @param found whether the search has a cause */
    private void settle(IcmpError error, Frame frame, Flow quoted, boolean found, long startNs) {
        if (!found) {
            Datagram quote = error.quote();
            BounceRecord orphan =
                    BounceRecords.of(error, frame, quoted, Attribution.orphan(reason(error, frame, startNs)));
            note(quoted, orphan, quotedFlow(quote), direction(quote));
            handler.onBounce(orphan);
        } else {
            answer(error, frame, quoted);
            if (tellsThatPortIsClosed(error) && frame.hasTime()) {
                destinationOutcomes.closed(destination(search.flow(error)), frame.timeNs());
            }
        }
    }

    /** Returns whether the quoted destination itself reports a closed port; a router proves nothing about it. */
    private static boolean tellsThatPortIsClosed(IcmpError error) {
        Datagram quote = error.quote();
        return IcmpTable.of(error.version(), error.type(), error.code()).isPortUnreachable()
                && error.sourceLow() == quote.destinationLow()
                && error.sourceHigh() == quote.destinationHigh();
    }

    private int direction(Datagram quote) {
        return FlowHash.direction(hash.source(quote), hash.destination(quote));
    }

    private int quotedFlow(Datagram quote) {
        return quote.sourcePort() == Datagram.ABSENT
                ? -1
                : flows.find(hash.flow(hash.source(quote), hash.destination(quote)));
    }

    /** Returns the reason why the search found no cause. */
    private OrphanReason reason(IcmpError error, Frame frame, long startNs) {
        Datagram quote = error.quote();
        int direction = direction(quote);
        int slot = quotedFlow(quote);
        if (slot < 0 || flows.sends(slot, direction) == 0) {
            boolean flowIsNew = slot < 0 || flows.sends(slot, 1 - direction) == 0;
            return unseen(error, frame, flowIsNew, startNs);
        }
        if (!retention.isWaiting(slot, direction)) {
            return retention.reasonOfLeaving(slot, direction);
        }
        return search.leftSomeOut() ? OrphanReason.UNCOMPARED : unseen(error, frame, false, startNs);
    }

    private void answer(IcmpError error, Frame frame, Flow quoted) {
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

    /** @param flowIsNew whether no datagram of the quoted flow, in either direction, was seen before the error */
    private static OrphanReason unseen(IcmpError error, Frame frame, boolean flowIsNew, long startNs) {
        Datagram quote = error.quote();
        if (!error.isToQuotedSource()) {
            return OrphanReason.SPOOFED;
        }
        IpAddress source = new IpAddress(error.version(), error.sourceHigh(), error.sourceLow());
        Flow quoted = BounceRecords.flow(quote);
        if (BounceRecords.reporter(source, quoted, quoted.source()) == Reporter.LOCAL) {
            boolean host =
                    IcmpTable.of(error.version(), error.type(), error.code()).isHostUnreachable();
            return host ? OrphanReason.LOCAL_UNREACHABLE : OrphanReason.LOCAL_REJECT;
        }
        boolean early = frame.hasTime() && frame.timeNs() - startNs <= EARLY_NS;
        return flowIsNew && early ? OrphanReason.BEFORE_CAPTURE : OrphanReason.UNSEEN;
    }
}
