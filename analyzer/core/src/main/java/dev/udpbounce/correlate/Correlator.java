// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.outcome.DestinationOutcomes;
import dev.udpbounce.correlate.outcome.FlowReports;
import dev.udpbounce.correlate.outcome.FlowSums;
import dev.udpbounce.correlate.outcome.Outcomes;
import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.DestinationIndex;
import dev.udpbounce.correlate.store.EvidenceIndex;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.MemoryShares;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.Places;
import dev.udpbounce.correlate.store.RecentSends;
import dev.udpbounce.correlate.store.SendComments;
import dev.udpbounce.correlate.store.SendCopies;
import dev.udpbounce.correlate.store.SightingTable;
import dev.udpbounce.correlate.store.SilentSends;
import dev.udpbounce.correlate.store.Translations;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.OctetBudget;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Matches ICMP errors with the datagrams that caused them. {@link #at} announces every frame in the order of capture,
 * followed by the frame's decoded content. A datagram waits for its error until it expires or is evicted; its flow is
 * kept in a table. Both are bounded, and everything that is removed is counted.
 */
public final class Correlator implements PacketHandler {
    /**
     * Settings of a correlation.
     *
     * @param expireNs how long a datagram waits for its error, nanoseconds
     * @param memoryBytes memory bound of all waiting and remembered data, octets
     * @param follow which datagrams and flows are reported
     * @param seed seed of the hashes
     */
    public record Settings(long expireNs, long memoryBytes, Follow follow, long seed) {}

    /** Which datagrams and flows are reported to the {@link CorrelationHandler}. */
    public enum Follow {
        /** Datagrams and flows that bounced. */
        BOUNCED,
        /** All; a datagram is reported when its outcome is final. */
        ALL,
        /** All datagrams, immediately and only once, as pending; only those flows that bounced. */
        AT_ONCE,
        /** All datagrams, immediately and only once, as pending; all flows, when their outcomes are final. */
        AT_ONCE_ALL_FLOWS;

        /** Returns whether datagrams are reported immediately, before their outcomes are known. */
        public boolean atOnce() {
            return this == AT_ONCE || this == AT_ONCE_ALL_FLOWS;
        }

        /** Returns whether flows without a bounce are reported. */
        boolean allFlows() {
            return this == ALL || this == AT_ONCE_ALL_FLOWS;
        }
    }

    /** Returned by {@link #nextDeadlineNs} if neither a datagram nor an error is waiting. */
    public static final long NO_DEADLINE = SendRetention.NO_DEADLINE;

    private static final int NO_VANTAGE = -1;

    /** Maximum disorder of live packets; a larger step back means that the clock was set back. */
    private static final long CLOCK_STEP_NS = 1_000_000_000;

    /** Number of datagrams whose addresses are kept before a second vantage is known to exist. */
    private static final int FIRST_KEPT = 256;

    /** Number of datagrams that are linked to their flows together. */
    private static final int BATCH = 64;

    private final Settings settings;
    private final CorrelationHandler handler;
    private final boolean counting;
    private final FlowHash hash;
    private final PendingSends sends;
    private final Chains chains;
    private final SendComments comments;
    private final SendCopies copies;
    private final Outcomes outcomes;
    private final DestinationOutcomes destinationOutcomes;
    private final FlowReports reports;
    private final SendRetention retention;
    private final FlowRetention flowRetention;
    private final IndexedSends indexed;
    private final ErrorMatcher matcher;
    private final Places places;
    private final Vantages vantages = new Vantages();
    private final Sightings sightings;
    private final FlowTable flows;
    private final RecentSends recent;
    private final Translations translations;
    private final TranslatedCopies translated;
    /** A larger step back in time than this is not mere disorder. */
    private final long stepNs;

    private final long[] sources = new long[BATCH];
    private final long[] destinations = new long[BATCH];
    private int pending;
    /** Keeps the compiler from removing loads whose result is unused. */
    @SuppressWarnings("UnusedVariable")
    private long prefetched;

    private long linkedNs = Long.MIN_VALUE;
    private Frame frame = new Frame();
    private long nowNs = Long.MIN_VALUE;
    private long earliestNs = Long.MAX_VALUE;
    private long startNs;
    private boolean startIsGiven;
    private boolean severalExpected;
    private int originVantage = NO_VANTAGE;
    private long sendCount;
    private long sightingCount;

    /** @param handler receives the results, in the thread that passes the packets */
    public Correlator(Settings settings, CorrelationHandler handler) {
        this(settings, handler, false);
    }

    /**
     * @param handler receives the results, in the thread that passes the packets
     * @param counting whether {@link #count} will be called; only to follow what bounced, in packets in the order of
     *     their times, all with the same vantage
     */
    public Correlator(Settings settings, CorrelationHandler handler, boolean counting) {
        this.settings = settings;
        this.handler = handler;
        this.counting = counting;
        stepNs = settings.follow().atOnce() ? CLOCK_STEP_NS : Math.max(CLOCK_STEP_NS, settings.expireNs());
        MemoryShares shares = MemoryShares.of(settings.memoryBytes(), counting);
        hash = new FlowHash(settings.seed());
        sends = new PendingSends(shares.sends(), hash);
        places = new Places(hash);
        SightingTable table = new SightingTable(shares.sightings(), hash);
        FlowTable flows = new FlowTable(shares.flows(), counting);
        EvidenceIndex index = new EvidenceIndex(sends, hash, shares.flows());
        DestinationIndex destinations = new DestinationIndex(sends, hash, shares.flows());
        chains = new Chains(sends, flows);
        comments = new SendComments(shares.commentOctets());
        translations = new Translations(shares.translations(), hash);
        recent = new RecentSends(sends, hash, shares.recent());
        copies = new SendCopies(sends, comments, places, table, translations);
        boolean followsAll = settings.follow() == Follow.ALL;
        OctetBudget delayBudget = new OctetBudget(shares.delayOctets());
        destinationOutcomes = new DestinationOutcomes(sends, flows, shares, delayBudget);
        FlowSums sums = new FlowSums(flows, shares.sums(), delayBudget);
        outcomes = new Outcomes(
                sends,
                flows,
                chains,
                copies,
                sums,
                new SilentSends(flows, shares.silent(), settings.expireNs()),
                destinationOutcomes,
                handler,
                followsAll,
                settings.follow().allFlows());
        reports = new FlowReports(flows, sums, handler, settings.follow().allFlows());
        retention = new SendRetention(settings.expireNs(), sends, flows, chains, index, comments, table, outcomes);
        flowRetention = new FlowRetention(sends, flows, chains, retention, outcomes, reports);
        indexed = new IndexedSends(sends, flows, chains, index, destinations, retention);
        boolean reportsSends = !settings.follow().atOnce();
        sightings = new Sightings(sends, chains, hash, places, table, copies);
        translated =
                new TranslatedCopies(sends, flows, recent, translations, table, sightings, copies, retention, hash);
        this.flows = flows;
        Ranking ranking = new Ranking(sends, hash);
        CauseSearch search = new CauseSearch(
                sends,
                flows,
                chains,
                destinations,
                translations,
                hash,
                flowRetention,
                outcomes,
                new CauseFinder(sends, flows, chains, index, hash, indexed, ranking),
                ranking);
        matcher = new ErrorMatcher(
                sends,
                hash,
                search,
                ranking,
                new OrphanReasons(flows, search, flowRetention, retention),
                new Attributions(
                        sends,
                        flows,
                        copies,
                        places,
                        table,
                        sightings,
                        outcomes,
                        hash,
                        search,
                        ranking,
                        new PrecedentFinder(sends, chains, index, copies),
                        handler,
                        reportsSends));
    }

    public Settings settings() {
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
        startNs = timeNs;
        startIsGiven = true;
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
        severalExpected = true;
    }

    /** Asks the kernel that translates addresses how it does, before what frames have in common is compared. */
    public void ask(TranslationLookup lookup) {
        translated.ask(lookup);
    }

    /** Announces the frame that contains the packets passed next. */
    public void at(Frame next) {
        frame = next;
        noteOrigin(next.origin());
        if (next.hasTime()) {
            at(next.timeNs());
        }
    }

    private void noteOrigin(Origin origin) {
        if (origin.vantage() != originVantage) {
            severalExpected |= originVantage != NO_VANTAGE;
            originVantage = origin.vantage();
        }
    }

    private void at(long timeNs) {
        if (timeNs > nowNs) {
            nowNs = timeNs;
        } else if (nowNs - timeNs > stepNs) {
            // The clock was set back, or an earlier record was stamped far in the future. Earlier datagrams then expire
            // late, and none too early. Waiting errors are settled now, as their deadlines may be hours ahead.
            nowNs = timeNs;
            linkedNs = timeNs;
            settleBefore(Long.MAX_VALUE);
        }
        if (timeNs < earliestNs) {
            earliestNs = timeNs;
        }
        if (matcher.deadlineNs() < nowNs) {
            link();
            matcher.settleBefore(nowNs, startNs());
        }
    }

    private long startNs() {
        return startIsGiven ? startNs : earliestNs;
    }

    /** Announces frames {@code [from, to)} of a batch that contain no packet for this correlator. */
    public void at(FrameBatch batch, int from, int to) {
        noteOrigin(batch.origin());
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
            if (isSighting(datagram, source, destination, flow, direction, place, vantage)) {
                sightingCount++;
                return;
            }
        }
        sendCount++;
        sources[pending] = source;
        destinations[pending++] = destination;
        long sequence = retention.append(datagram, frame, place, flow, direction, destination);
        if (several || severalExpected || datagram.packetType() != Datagram.ABSENT || sendCount <= FIRST_KEPT) {
            recent.add(sequence, datagram);
        }
        if (settings.follow() != Follow.BOUNCED) {
            link();
            follow(sequence, flow, direction, datagram);
        } else if (pending == BATCH) {
            link();
        }
    }

    /** Returns whether a datagram was seen before, elsewhere, and notes where it was seen now. */
    private boolean isSighting(
            Datagram datagram, long source, long destination, long flow, int direction, int place, long vantage) {
        int slot = flows.find(flow);
        long seen = slot < 0 ? 0 : sightings.seenBefore(datagram, frame, slot, direction, vantage);
        if (seen != 0) {
            sightings.add(seen, datagram, frame, place, 0);
            return true;
        }
        long way = translations.way(source, destination);
        seen = translated.seenBefore(datagram, frame, way, vantage);
        if (seen == 0) {
            return false;
        }
        sightings.add(seen, datagram, frame, place, way);
        outcomes.heardTranslated(seen, flows.find(flow), direction, source);
        return true;
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
        linkedNs = Math.max(linkedNs, timeNs);
        retention.expire(linkedNs);
        int direction = FlowHash.direction(source, destination);
        int slot = flowRetention.slot(flow);
        int number = destinationOutcomes.sent(destination);
        outcomes.heard(slot, direction, source, timeNs, 0);
        outcomes.count(slot, direction, timeNs, number);
        return true;
    }

    /**
     * Loads the data that {@link #count} needs for several datagrams; independent loads overlap their memory latency.
     *
     * @param indices the datagrams' indices in the columns of hashes
     * @param size their number
     */
    public void prefetch(int[] indices, int size, long[] sourceColumn, long[] destinationColumn, long[] flowColumn) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            int index = indices[i];
            sum += flowRetention.touch(flowColumn[index])
                    + destinationOutcomes.touchDestination(destinationColumn[index])
                    + destinationOutcomes.touchSource(sourceColumn[index]);
        }
        for (int i = 0; i < size; i++) {
            sum += destinationOutcomes.touchClosed(destinationColumn[indices[i]]);
        }
        prefetched = sum;
    }

    /** Notes a datagram that is not followed: it only shows that its source is sending. */
    public void onOther(Datagram datagram) {
        destinationOutcomes.heard(hash.source(datagram), frame.timeNs(), 0);
    }

    /** Links appended sends to their flows, in the order of arrival. */
    private void link() {
        if (pending > 1) {
            prefetch();
        }
        for (int i = 0; i < pending; i++) {
            long sequence = chains.unlinked();
            linkedNs = sends.hasTime(sequence) ? Math.max(linkedNs, sends.timeNs(sequence)) : linkedNs;
            retention.expire(Math.min(linkedNs, nowNs));
            int slot = flowRetention.slot(sends.flow(sequence));
            destinationOutcomes.sent(destinations[i]);
            outcomes.heard(slot, sends.direction(sequence), sources[i], sends.timeNs(sequence), sequence);
            chains.link(slot);
            indexed.linked(sequence, slot);
        }
        pending = 0;
    }

    /** Loads the data that linking needs; independent loads overlap their memory latency. */
    private void prefetch() {
        retention.prefetch(nowNs);
        long sum = 0;
        for (int i = 0; i < pending; i++) {
            sum += destinationOutcomes.touchDestination(destinations[i]) + destinationOutcomes.touchSource(sources[i]);
        }
        prefetched = sum;
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
        retention.expire(nowNs);
        matcher.match(error, frame, startNs());
    }

    /**
     * Expires datagrams and settles errors whose {@link #nextDeadlineNs} is at or before this time, as a packet of that
     * time would. For callers that know that time has passed but have no packet.
     *
     * @param timeNs nanoseconds since the Unix epoch
     */
    public void expireBefore(long timeNs) {
        link();
        nowNs = Math.max(nowNs, timeNs);
        matcher.settleBefore(nowNs, startNs());
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
            matcher.settleBefore(timeNs, startNs());
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
        matcher.settleAll(startNs());
        retention.finish(nowNs);
        reports.endAll();
    }

    /** Returns the time of the oldest waiting datagram or error, else the current one, nanoseconds since the epoch. */
    public long oldestNs() {
        long oldestNs = sends.size() == 0 ? nowNs : sends.timeNs(sends.oldest());
        return Math.min(oldestNs, matcher.oldestWaitingNs());
    }

    /** Returns the number of further sightings of datagrams so far. */
    public long sightings() {
        return sightingCount;
    }

    /** Returns the counts; complete after {@link #finish}. */
    public Counts counts() {
        link();
        return new Counts(
                sendCount,
                sightingCount,
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
