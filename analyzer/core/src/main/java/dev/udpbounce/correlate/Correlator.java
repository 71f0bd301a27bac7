package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ties ICMP errors to the datagrams that caused them. Every frame is announced by {@link #at} in the order of capture;
 * what a decoder finds in it follows. A datagram waits for its error until it expires, or must make room; its flow
 * stands in a table. Both are bounded, and everything that leaves is counted.
 */
public final class Correlator implements PacketHandler {
    /**
     * How to correlate.
     *
     * @param expireNs how long a datagram waits for its error, nanoseconds
     * @param memoryBytes bound of what waits and is remembered, octets
     * @param follow which datagrams and flows are reported
     * @param seed of the hashes
     */
    public record Settings(long expireNs, long memoryBytes, Follow follow, long seed) {}

    /** Which datagrams and flows are reported to the {@link CorrelationHandler}. */
    public enum Follow {
        /** Those that bounced. */
        BOUNCED,
        /** All, a datagram when its outcome is final. */
        ALL,
        /** All, a datagram at once and only once, as pending; flows that bounced. */
        AT_ONCE
    }

    private static final int MAX_SIGHTING_STEPS = 64;

    /** Packets that come as they happen are not out of order by more than this, unless the clock is set back. */
    private static final long CLOCK_STEP_NS = 1_000_000_000;

    /** Datagrams that are linked to their flows together. */
    private static final int BATCH = 64;

    private final Settings settings;
    private final CorrelationHandler handler;
    private final FlowHash hash;
    private final WaitingRoom room;
    private final ErrorMatcher matcher;
    private final Vantages vantages = new Vantages();
    private final @Nullable FirstPass firstPass;
    private final AnswerCounter others;
    private final boolean countAnswers;
    /** How far time goes back where that is no mere disorder. */
    private final long stepNs;

    private final long[] sources = new long[BATCH];
    private int pending;
    private long linkedNs = Long.MIN_VALUE;
    private Frame frame = new Frame();
    private long nowNs = Long.MIN_VALUE;
    private long startNs = Long.MAX_VALUE;
    private long sends;
    private long sightings;
    private long expiredOthers;

    public Correlator(Settings settings, CorrelationHandler handler) {
        this(settings, handler, null, true);
    }

    /**
     * Correlates, as the second of two passes, with less work: datagrams that no error can be about are only counted.
     *
     * @param firstPass over the same frames, finished; null for one pass
     * @param countAnswers whether these are looked at for answers; otherwise {@link Counts#answered} lacks them
     */
    public Correlator(
            Settings settings, CorrelationHandler handler, @Nullable FirstPass firstPass, boolean countAnswers) {
        this.settings = settings;
        stepNs = settings.follow() == Follow.AT_ONCE ? CLOCK_STEP_NS : Math.max(CLOCK_STEP_NS, settings.expireNs());
        this.handler = handler;
        boolean selective = firstPass != null && firstPass.isSelective() && settings.follow() == Follow.BOUNCED;
        this.firstPass = selective ? firstPass : null;
        hash = firstPass == null ? new FlowHash(settings.seed()) : firstPass.hash();
        room = new WaitingRoom(settings, hash, handler);
        matcher = new ErrorMatcher(room, hash, handler, settings.follow());
        this.countAnswers = countAnswers;
        others = new AnswerCounter(Integer.highestOneBit(room.maxFlows()) * 4);
    }

    /** Announces the frame that what follows was found in. */
    public void at(Frame next) {
        frame = next;
        at(next.timeNs());
    }

    private void at(long timeNs) {
        if (timeNs > nowNs) {
            nowNs = timeNs;
        } else if (nowNs - timeNs > stepNs) {
            // The clock was set back, or a record has a time from far ahead. What waits from before then expires late,
            // and nothing too early.
            nowNs = timeNs;
            linkedNs = timeNs;
        }
        if (timeNs < startNs) {
            startNs = timeNs;
        }
    }

    /** Announces frames that hold nothing. */
    public void at(FrameBatch batch) {
        at(batch.timesNs(), 0, batch.size());
    }

    /** Announces frames that hold nothing, by their times {@code [from, to)}. */
    void at(long[] timesNs, int from, int to) {
        for (int i = from; i < to; i++) {
            at(timesNs[i]);
        }
    }

    @Override
    public void onDatagram(Datagram datagram) {
        long source = hash.source(datagram);
        long destination = hash.destination(datagram);
        long key = hash.flow(source, destination);
        if (!leavesOut(key, source, destination, frame.timeNs())) {
            take(datagram, source, destination, key);
        }
    }

    FlowHash hash() {
        return hash;
    }

    /** Whether no error can be about a datagram of this flow between these endpoints, which is then counted. */
    boolean leavesOut(long key, long source, long destination, long timeNs) {
        FirstPass first = firstPass;
        if (first == null || first.interest().covers(key, source, destination)) {
            return false;
        }
        sends++;
        if (countAnswers) {
            others.add(key, direction(source, destination));
        }
        if (first.endNs() - timeNs >= settings.expireNs()) {
            expiredOthers++;
        }
        return true;
    }

    private static int direction(long source, long destination) {
        return Long.compareUnsigned(source, destination) < 0 ? 0 : 1;
    }

    /** A datagram with the hashes of its endpoints and its flow. */
    void take(Datagram datagram, long source, long destination, long key) {
        int direction = direction(source, destination);
        long vantage = vantages.note(frame.origin(), datagram.packetType(), datagram.depth());
        if (vantages.areSeveral() && isSighting(key, direction, datagram, vantage)) {
            sightings++;
            return;
        }
        sends++;
        sources[pending++] = source;
        long sequence = room.append(datagram, key, direction, destination, frame);
        if (settings.follow() != Follow.BOUNCED) {
            link();
            follow(sequence, direction, datagram);
        } else if (pending == BATCH) {
            link();
        }
    }

    /** Links what was appended to its flows, in the order in which it came. */
    private void link() {
        if (pending > 1) {
            room.prefetch(nowNs);
        }
        for (int i = 0; i < pending; i++) {
            long sequence = room.linked();
            long sentNs = room.ring.timeNs(sequence);
            linkedNs = Math.max(linkedNs, sentNs);
            room.expire(Math.min(linkedNs, nowNs));
            int slot = room.flow(room.ring.get(sequence, SendRing.FLOW));
            Destination known = room.destinations.get(Destinations.key(sources[i]));
            if (known != null) {
                known.heardAt(sentNs);
            }
            room.settlement.answer(slot, room.ring.direction(sequence), room.ring.frame(sequence), known);
            room.link(slot);
        }
        pending = 0;
    }

    private void follow(long sequence, int direction, Datagram datagram) {
        Flow flow = ErrorMatcher.flow(datagram);
        if (settings.follow() == Follow.AT_ONCE) {
            handler.onSend(room.copies.of(sequence, flow), Outcome.PENDING, 0, 0);
            return;
        }
        FlowStory story = room.stories.begin(room.flow(room.ring.get(sequence, SendRing.FLOW)), direction);
        if (story.flow == null) {
            story.flow = flow;
        }
    }

    /** Whether this is a datagram that was seen a moment ago at another interface, or in the other direction. */
    private boolean isSighting(long key, int direction, Datagram datagram, long vantage) {
        link();
        int slot = room.flow(key);
        SendRing ring = room.ring;
        long payload = hash.payload(datagram);
        int identification = datagram.identification();
        long sequence = room.chains.head(slot, direction);
        for (int step = 0; step < MAX_SIGHTING_STEPS && sequence != 0; step++) {
            if (frame.timeNs() - ring.timeNs(sequence) > ErrorMatcher.SIGHTING_NS) {
                return false;
            }
            if (ring.payload(sequence) == payload
                    && ring.identification(sequence) == identification
                    && ring.udpLength(sequence) == datagram.udpLength()) {
                return ring.vantage(sequence) != vantage;
            }
            sequence = room.chains.previous(sequence);
        }
        return false;
    }

    @Override
    public void onIcmpError(IcmpError error) {
        link();
        room.expire(nowNs);
        matcher.match(error, frame, startNs);
    }

    /** The capture has ended: what still waits is settled, and every flow with a story is reported. */
    public void finish() {
        link();
        room.finish(nowNs);
    }

    /** Time of the oldest datagram that waits, nanoseconds since the Unix epoch; the present if none does. */
    public long oldestNs() {
        SendRing ring = room.ring;
        return ring.size() == 0 ? nowNs : ring.timeNs(ring.tail());
    }

    /** What has been counted; complete after {@link #finish}. */
    public Counts counts() {
        link();
        return room.counts(sends, sightings, others.answered(), expiredOthers);
    }

    /** Where errors were matched for, in the order in which they became known, a new list; complete after {@link #finish}. */
    public List<DestinationRecord> destinations() {
        List<DestinationRecord> records = new ArrayList<>();
        for (Destination destination : room.destinations.all()) {
            records.add(destination.record());
        }
        return records;
    }

    /** Comments of datagrams that there was no room for until it was known whether they are to be told. */
    public long commentsForgotten() {
        return room.comments.forgotten();
    }

    /** Errors that were matched for destinations beyond these, of which there were too many. */
    public long errorsElsewhere() {
        return room.destinations.turnedAway();
    }
}
