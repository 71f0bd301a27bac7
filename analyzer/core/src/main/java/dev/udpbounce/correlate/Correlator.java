// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.correlate.outcome.DestinationOutcomes;
import dev.udpbounce.correlate.outcome.FlowReports;
import dev.udpbounce.correlate.outcome.Outcomes;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.Places;
import dev.udpbounce.correlate.store.RecentSends;
import dev.udpbounce.correlate.store.SendComments;
import dev.udpbounce.correlate.store.SendCopies;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.Flow;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Matches ICMP errors with the datagrams that caused them. {@link #at} announces every frame in the order of capture,
 * followed by the frame's decoded content. A datagram waits for its error until it expires or is evicted; its flow is
 * kept in a table. Both are bounded, and everything that is removed is counted.
 */
public final class Correlator implements PacketHandler {
    /** Returned by {@link #nextDeadlineNs} if neither a datagram nor an error is waiting. */
    public static final long NO_DEADLINE = SendRetention.NO_DEADLINE;

    /** Maximum disorder of live packets; a larger step back means that the clock was set back. */
    private static final long CLOCK_STEP_NS = 1_000_000_000;

    /** Number of datagrams whose addresses are kept before a second vantage is known to exist. */
    private static final int FIRST_KEPT = 256;

    private final CorrelationSettings settings;
    private final CorrelationHandler handler;
    private final boolean counting;
    private final CaptureClock clock;
    private final Vantages vantages = new Vantages();
    private final FlowHash hash;
    private final Places places;
    private final PendingSends sends;
    private final RecentSends recent;
    private final SendComments comments;
    private final SendCopies copies;
    private final UnlinkedSends unlinked;
    private final CountedSends counted;
    private final FurtherSightings further;
    private final ErrorMatcher matcher;
    private final SendRetention retention;
    private final FlowRetention flowRetention;
    private final Outcomes outcomes;
    private final DestinationOutcomes destinationOutcomes;
    private final FlowReports reports;

    private Frame frame = new Frame();
    private long sendCount;

    /** @param handler receives the results, in the thread that passes the packets */
    public Correlator(CorrelationSettings settings, CorrelationHandler handler) {
        this(settings, handler, false);
    }

    /**
     * @param handler receives the results, in the thread that passes the packets
     * @param counting whether {@link #count} will be called; only to follow what bounced, in packets in the order of
     *     their times, all with the same vantage
     */
    public Correlator(CorrelationSettings settings, CorrelationHandler handler, boolean counting) {
        this.settings = settings;
        this.handler = handler;
        this.counting = counting;
        clock = new CaptureClock(
                settings.follow().atOnce() ? CLOCK_STEP_NS : Math.max(CLOCK_STEP_NS, settings.expireNs()));
        CorrelatorParts parts = new CorrelatorParts(settings, handler, counting);
        hash = parts.hash;
        places = parts.places;
        sends = parts.sends;
        recent = parts.recent;
        comments = parts.comments;
        copies = parts.copies;
        unlinked = parts.unlinked;
        counted = parts.counted;
        further = parts.further;
        matcher = parts.matcher;
        retention = parts.retention;
        flowRetention = parts.flowRetention;
        outcomes = parts.outcomes;
        destinationOutcomes = parts.destinationOutcomes;
        reports = parts.reports;
    }

    public CorrelationSettings settings() {
        return settings;
    }

    /** Returns whether {@link #count} may be called. */
    public boolean isCounting() {
        return counting;
    }

    /** Returns the hashes that identify flows. */
    public FlowHash hash() {
        return hash;
    }

    /**
     * Sets the start of the capture, nanoseconds since the Unix epoch; the default is the time of its first packet. An
     * error soon after it may be about an earlier datagram.
     */
    public void startAt(long timeNs) {
        clock.startAt(timeNs);
    }

    /**
     * Limits the destinations that errors are expected about, see {@link #hash}; nothing needs to be counted for
     * others.
     *
     * @param quoted tests the hash of a destination; false positives are allowed
     */
    public void expectErrorsAbout(LongPredicate quoted) {
        destinationOutcomes.expectErrorsAbout(quoted);
    }

    /** Expects packets of several vantages from the first packet on; otherwise they are noticed with the second. */
    public void expectSeveralVantages() {
        vantages.expectSeveral();
    }

    /** Asks the kernel that translates addresses how it does, before what frames have in common is compared. */
    public void ask(TranslationLookup lookup) {
        further.ask(lookup);
    }

    /** Announces the frame that contains the packets passed next. */
    public void at(Frame next) {
        frame = next;
        vantages.note(next.origin());
        if (next.hasTime()) {
            at(next.timeNs());
        }
    }

    private void at(long timeNs) {
        if (clock.isSetBackBy(timeNs)) {
            setBack(timeNs);
        }
        clock.at(timeNs);
        settleBefore(clock.nowNs());
    }

    /** Earlier datagrams then expire late, and none too early. Waiting errors may have deadlines hours ahead. */
    private void setBack(long timeNs) {
        clock.setBack(timeNs);
        unlinked.stepBack(timeNs);
        settleBefore(Long.MAX_VALUE);
    }

    /** Announces frames {@code [from, to)} of a batch that contain no packet for this correlator. */
    public void at(FrameBatch batch, int from, int to) {
        vantages.note(batch.origin());
        if (batch.hasTimes()) {
            long[] timesNs = batch.timesNs();
            for (int i = from; i < to; i++) {
                at(timesNs[i]);
            }
        }
    }

    /** Returns the frame that was announced last. */
    public Frame frame() {
        return frame;
    }

    @Override
    public void onDatagram(Datagram datagram) {
        long source = hash.source(datagram);
        long destination = hash.destination(datagram);
        onDatagram(datagram, source, destination, hash.flow(source, destination));
    }

    /** Adds a datagram for which the {@link #hash} of its endpoints and its flow are known. */
    public void onDatagram(Datagram datagram, long source, long destination, long flow) {
        int direction = FlowHash.direction(source, destination);
        int place = places.of(frame.origin(), datagram.interfaceIndex());
        long vantage = Vantages.of(places.interfaceOf(place), datagram.packetType(), datagram.depth());
        vantages.note(vantage);
        boolean several = vantages.areSeveral();
        if (several) {
            link();
            if (further.isOne(datagram, frame, source, destination, flow, direction, place, vantage)) {
                return;
            }
        }
        sendCount++;
        unlinked.add(source, destination);
        long sequence = retention.append(datagram, frame, place, flow, direction, destination);
        if (vantages.mayBeSeveral() || datagram.packetType() != Datagram.ABSENT || sendCount <= FIRST_KEPT) {
            recent.add(sequence, datagram);
        }
        if (settings.follow() != Follow.BOUNCED) {
            link();
            follow(sequence, flow, direction, datagram);
        } else if (unlinked.isFull()) {
            link();
        }
    }

    /**
     * Returns whether a datagram of this UDP length is captured as sent, so that an error which is about it quotes this
     * length. A longer one may have been segmented later.
     */
    public static boolean isSentWhole(int udpLength) {
        return Segments.fitsPacket(udpLength);
    }

    /**
     * Counts a datagram that no error can be about, but whose flow or ends errors quote. Where those of one direction of
     * a flow are only counted, errors may be about the other direction's only if all of these are added. Only for a
     * correlator that counts.
     *
     * @param source hash of its source
     * @param destination hash of its destination
     * @param flow hash of its flow
     * @param timeNs nanoseconds since the Unix epoch, not before that of any earlier packet
     * @return false if nothing was done, because the datagram has to be added
     */
    public boolean count(long source, long destination, long flow, long timeNs) {
        at(timeNs);
        if (matcher.mayAwait(destination)) {
            return false;
        }
        link();
        sendCount++;
        retention.expire(unlinked.reach(timeNs));
        counted.add(source, destination, flow, timeNs);
        return true;
    }

    /**
     * Loads the data that {@link #count} needs for several datagrams; independent loads overlap their memory latency.
     *
     * @param indices the datagrams' indices in the columns of hashes
     * @param size their number
     */
    public void prefetch(int[] indices, int size, long[] sourceColumn, long[] destinationColumn, long[] flowColumn) {
        counted.prefetch(indices, size, sourceColumn, destinationColumn, flowColumn);
    }

    /** Notes a datagram that is not followed: it only shows that its source is sending. */
    public void onOther(Datagram datagram) {
        destinationOutcomes.heard(hash.source(datagram), frame.timeNs(), 0);
    }

    private void link() {
        unlinked.link(clock.nowNs());
    }

    private void follow(long sequence, long key, int direction, Datagram datagram) {
        Flow flow = BounceRecords.flow(datagram);
        if (settings.follow().atOnce()) {
            handler.onPending(copies.of(sequence, flow), datagram);
        }
        if (!settings.follow().allFlows()) {
            return;
        }
        int slot = flowRetention.slot(key);
        if (!outcomes.isFollowed(slot, direction)) {
            outcomes.follow(slot, direction, flow);
        }
    }

    @Override
    public void onIcmpError(IcmpError error) {
        link();
        retention.expire(clock.nowNs());
        matcher.match(error, frame, clock.startNs());
    }

    /**
     * Expires datagrams and settles errors whose {@link #nextDeadlineNs} is at or before this time, as a packet of that
     * time would. For callers that know that time has passed but have no packet.
     *
     * @param timeNs nanoseconds since the Unix epoch
     */
    public void expireBefore(long timeNs) {
        link();
        clock.reach(timeNs);
        matcher.settleBefore(clock.nowNs(), clock.startNs());
        retention.expire(timeNs);
    }

    /**
     * Settles the errors whose wait for a better cause ends before this time, as a packet of that time would. For
     * callers that know that no earlier packet will follow.
     *
     * @param timeNs nanoseconds since the Unix epoch
     */
    public void settleBefore(long timeNs) {
        if (matcher.deadlineNs() < timeNs) {
            link();
            matcher.settleBefore(timeNs, clock.startNs());
        }
    }

    /**
     * Returns the next time at which {@link #expireBefore} will have an effect, nanoseconds since the Unix epoch;
     * {@link #NO_DEADLINE} if nothing is waiting.
     */
    public long nextDeadlineNs() {
        long errorNs = matcher.deadlineNs();
        return Math.min(retention.deadlineNs(), errorNs == NO_DEADLINE ? NO_DEADLINE : errorNs + 1);
    }

    /** Ends the capture: settles what is waiting and reports every followed flow. */
    public void finish() {
        link();
        matcher.settleAll(clock.startNs());
        retention.finish(clock.nowNs());
        reports.endAll();
    }

    /** Returns the time of the oldest waiting datagram or error, else the current one, nanoseconds since the epoch. */
    public long oldestNs() {
        return oldestNs(sends.oldest());
    }

    /**
     * Returns {@link #oldestNs} without the datagrams that have bounced: all is reported of what was before, unless packets
     * come that are not in the order of their times.
     */
    public long oldestOpenNs() {
        return oldestNs(sends.oldestOpen());
    }

    private long oldestNs(long sequence) {
        long sentNs = sequence == sends.next() ? clock.nowNs() : sends.timeNs(sequence);
        return Math.min(sentNs, matcher.oldestWaitingNs());
    }

    /** Returns the number of further sightings of datagrams so far. */
    public long sightings() {
        return further.count();
    }

    /** Returns the counts; complete after {@link #finish}. */
    public Counts counts() {
        link();
        return new Counts(
                sendCount,
                further.count(),
                outcomes.bounced(),
                reports.answered(),
                outcomes.suppressed(),
                retention.expired(),
                retention.evicted(),
                sends.size());
    }

    /**
     * Returns a new list of the destinations of errors, in the order in which they became known; complete after {@link
     * #finish}.
     */
    public List<DestinationRecord> destinations() {
        return destinationOutcomes.records();
    }

    /** Returns the number of comments dropped for lack of room before their datagrams could be reported. */
    public long commentsForgotten() {
        return comments.forgotten();
    }

    /** Returns the number of errors about further destinations, which exceeded the limit of {@link #destinations}. */
    public long errorsElsewhere() {
        return destinationOutcomes.overflow();
    }

    /** Returns how often the counts of a destination were dropped before an error was about it, if ever one was. */
    public long countsForgotten() {
        return destinationOutcomes.countsForgotten();
    }
}
