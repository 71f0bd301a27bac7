package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Datagram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All state of a correlation, and its bounds: the ring of sends, the table of flows that lead to them, the evidence
 * index over the flows that had an error, their stories, and the destinations that errors were matched for. Sends leave
 * the ring in the order in which they came, by age or to make room; a flow leaves the table once all its sends have
 * left, and only when the table wants room.
 */
final class WaitingRoom {
    /** The least memory that it makes do with. */
    private static final long MIN_OCTETS = 1 << 20;

    private static final long MAX_OCTETS = 1L << 34;
    /** A flow with more waiting sends than this is indexed when it has an error; fewer are looked through. */
    static final int SHORT_CHAIN = 64;

    private static final int MAX_PREFETCHED = 256;

    /** Takes the report of a flow direction. */
    private interface FlowTeller {
        void tell(FlowStory story, FlowRecord record);
    }

    final SendRing ring;
    final FlowTable flows;
    final EvidenceIndex index;
    final Destinations destinations;
    final SendComments comments;

    private final long expireNs;
    private final boolean followAll;
    private final FlowHash hash;
    private final CorrelationHandler handler;
    private final List<Origin> origins = new ArrayList<>();

    private final List<@Nullable FlowStory> stories = new ArrayList<>();
    private final List<Integer> freeStories = new ArrayList<>();
    private final int maxStories;
    /** Of the delays of all stories and destinations. */
    private final Budget delayBudget;

    private long storiesTold;

    private long linked = 1;
    /** Keeps the compiler from leaving out loads that nobody wants the result of. */
    @SuppressWarnings("UnusedVariable")
    private long prefetched;

    private int lastOrigin = -1;
    private long bounced;
    private long answered;
    private long suppressed;
    private long expired;
    private long evicted;
    private long lastExpired;
    private long lastEvicted;

    WaitingRoom(Correlator.Settings settings, FlowHash hash, CorrelationHandler handler) {
        // Half of the memory is for the ring, a quarter for the flows, a tenth each for the lists of the index and the
        // links of the sends on them; the rest is for stories and destinations, a few hundred octets each, and
        // comments.
        long memory = Math.max(MIN_OCTETS, Math.min(MAX_OCTETS, settings.memoryBytes()));
        int capacity = (int) (memory / 2 / SendRing.OCTETS);
        int maxFlows = Integer.highestOneBit((int) (memory / 4 / (FlowTable.WORDS * Long.BYTES)));
        this.expireNs = settings.expireNs();
        followAll = settings.follow() == Correlator.Follow.ALL;
        this.hash = hash;
        this.handler = handler;
        ring = new SendRing(capacity);
        flows = new FlowTable(maxFlows);
        index = new EvidenceIndex(ring, hash, maxFlows);
        maxStories = maxFlows / 4;
        delayBudget = new Budget(memory / 8);
        destinations = new Destinations(maxFlows / 8, delayBudget);
        comments = new SendComments(memory / 64);
        stories.add(null);
    }

    int maxFlows() {
        return flows.limit();
    }

    /** The flow's slot, which is made if need be. */
    int flow(long key) {
        int slot = flows.find(key);
        if (slot >= 0) {
            return slot;
        }
        if (flows.isFull()) {
            makeRoomForFlows();
            slot = flows.find(key);
        }
        return flows.insert(key, ~slot);
    }

    /**
     * Gives a datagram its place, at which {@link #link} will find its flow.
     *
     * @param destination hash of its destination
     * @return the number of the send
     */
    long append(Datagram datagram, long key, int direction, long destination, Frame frame) {
        if (ring.isFull()) {
            leave(false);
        }
        long sequence = ring.append();
        long[] words = ring.words(sequence);
        int base = SendRing.base(sequence);
        int digested = Math.min(datagram.payloadPresent(), FlowHash.DIGEST_OCTETS);
        words[base + SendRing.TIME] = frame.timeNs();
        words[base + SendRing.FLOW] = key;
        words[base + SendRing.HEADER] = header(datagram, direction);
        words[base + SendRing.PAYLOAD] = hash.payload(datagram);
        words[SendRing.prefixesAt(sequence)] = hash.prefixes(datagram);
        long target = Destinations.key(destination);
        words[base + SendRing.PLACE] = frame.number() << 28
                | (datagram.packetType() & 0xfL) << 24
                | (datagram.vlan() & 0xfffL) << 12
                | (target & 0xfff);
        words[base + SendRing.TARGET] = target >>> 12 << 32
                | (datagram.flowLabel() == Datagram.ABSENT ? 0 : (long) datagram.flowLabel() << 12)
                | (long) digested << 2;
        words[base + SendRing.ANSWER] = number(frame.origin());
        if (frame.comment() != null) {
            comments.add(sequence, frame.comment());
        }
        return sequence;
    }

    /**
     * Makes the oldest send that is not linked yet the last one of its flow.
     *
     * @param slot of its flow
     */
    void link(int slot) {
        long sequence = linked++;
        int direction = ring.direction(sequence);
        int sends = flows.sends(slot, direction) + 1;
        long previous = ring.live(flows.head(slot, direction));
        long back = sends == 1 || previous == 0 ? 0 : sequence - previous;
        ring.set(sequence, SendRing.CHAIN, back << 32 | (sends & 0xffffffffL));
        flows.setHead(slot, direction, (int) sequence);
        flows.setCounts(slot, direction, sends, flows.answeredThrough(slot, direction));
        if (sends == 1) {
            flows.words()[slot + FlowTable.START + direction] = ring.timeNs(sequence);
        }
        if (flows.isIndexed(slot, direction)) {
            addToIndex(sequence);
        }
    }

    /** The oldest send that is not linked yet; that which will be appended next, if all are. */
    long linked() {
        return linked;
    }

    /**
     * Reads, for nothing but the processor's cache, what {@link #link} and {@link #expire} are about to need. Loads that
     * do not depend on each other wait for memory together.
     */
    void prefetch(long nowNs) {
        long sum = 0;
        for (long sequence = linked; sequence < ring.head(); sequence++) {
            sum += flows.touch(ring.get(sequence, SendRing.FLOW));
        }
        long end = Math.min(linked, ring.tail() + MAX_PREFETCHED);
        for (long sequence = ring.tail(); sequence < end && nowNs - ring.timeNs(sequence) >= expireNs; sequence++) {
            if (destinations.mayKnow(ring.destination(sequence))) {
                sum += flows.touch(ring.get(sequence, SendRing.FLOW)) + destinations.touch(ring.destination(sequence));
            }
        }
        prefetched = sum;
    }

    private static long header(Datagram datagram, int direction) {
        int flags = direction
                | (datagram.fragment() ? SendRing.FRAGMENT : 0)
                | SendRing.depthBits(datagram.depth())
                | (datagram.identification() == Datagram.ABSENT ? SendRing.NO_ID : 0);
        return (datagram.identification() & 0xffffL) << 48
                | (datagram.udpLength() & 0xffffL) << 32
                | (datagram.checksum() & 0xffffL) << 16
                | (long) datagram.ttl() << 8
                | flags;
    }

    /**
     * Marks all earlier sends of the other direction as answered.
     *
     * @param answerer where the answer comes from, if errors were matched for that
     */
    void answer(int slot, int direction, long frame, @Nullable Destination answerer) {
        int other = 1 - direction;
        int through = flows.answeredThrough(slot, other);
        int sends = flows.sends(slot, other);
        if (through == sends) {
            return;
        }
        flows.setCounts(slot, other, sends, sends);
        int silenced = flows.suppressed(slot, other);
        FlowStory story = silenced == 0 ? story(slot, other) : tell(slot, other);
        if (story != null) {
            story.coverSettled(silenced);
            leadsTo(answerer, story, silenced);
        }
        if (followAll) {
            long sequence = head(slot, other);
            for (int left = sends - through; left > 0 && sequence != 0; left--) {
                if (!ring.has(sequence, SendRing.BOUNCED)) {
                    ring.answer(sequence, frame);
                }
                sequence = previous(sequence);
            }
        }
    }

    /** From now on the destination is told of this flow as a whole, and no more of its suppressed sends alone. */
    private static void leadsTo(@Nullable Destination destination, FlowStory story, int silenced) {
        if (destination != null && story.destination == null) {
            story.destination = destination;
            destination.addLone(-silenced);
        }
    }

    /** The flow's live send before this one in the same direction, or 0. */
    long previous(long sequence) {
        long previous = ring.previous(sequence);
        return previous != 0 && ring.get(previous, SendRing.FLOW) == ring.get(sequence, SendRing.FLOW) ? previous : 0;
    }

    /** The last live send of a flow in this direction, or 0. */
    long head(int slot, int direction) {
        if (flows.sends(slot, direction) == 0) {
            return 0;
        }
        long sequence = ring.live(flows.head(slot, direction));
        return sequence != 0 && ring.get(sequence, SendRing.FLOW) == flows.words()[slot] ? sequence : 0;
    }

    /** Whether the flow's sends in this direction, none of which waits any more, left by age. */
    boolean leftByAge(int slot, int direction) {
        int last = flows.head(slot, direction);
        return (int) lastEvicted - last < 0 || lastEvicted == 0 || (lastExpired > 0 && (int) lastExpired - last >= 0);
    }

    @Nullable
    FlowStory story(int slot, int direction) {
        int number = flows.story(slot, direction);
        return number == 0 ? null : stories.get(number);
    }

    /** The story of this direction, begun if need be. */
    FlowStory tell(int slot, int direction) {
        FlowStory story = story(slot, direction);
        if (story == null) {
            story = new FlowStory(++storiesTold, delayBudget);
            int number;
            if (freeStories.isEmpty()) {
                number = stories.size();
                stories.add(story);
            } else {
                number = freeStories.remove(freeStories.size() - 1);
                stories.set(number, story);
            }
            flows.setStory(slot, direction, number);
        }
        return story;
    }

    /** Whether {@link #makeRoomForFlows} should be called before another story is begun. */
    boolean isFullOfStories() {
        return stories.size() - 1 - freeStories.size() + 2 > maxStories;
    }

    /** Puts the waiting sends of a flow into the evidence index; later ones will follow. */
    void index(int slot, int direction) {
        long[] chain = new long[2 * SHORT_CHAIN];
        int count = 0;
        for (long sequence = head(slot, direction); sequence != 0; sequence = previous(sequence)) {
            if (count == chain.length) {
                chain = Arrays.copyOf(chain, count * 2);
            }
            chain[count++] = sequence;
        }
        flows.setIndexed(slot, direction);
        while (count > 0) {
            long sequence = chain[--count];
            if (ring.isLive(sequence)) {
                addToIndex(sequence);
            }
        }
    }

    private void addToIndex(long sequence) {
        while (index.isFull() && ring.tail() < sequence) {
            leave(false);
        }
        index.add(sequence);
    }

    /** Sends that have waited long enough leave. */
    void expire(long nowNs) {
        while (ring.tail() < linked && nowNs - ring.timeNs(ring.tail()) >= expireNs) {
            leave(true);
        }
    }

    /** The oldest send leaves. */
    private void leave(boolean byAge) {
        long sequence = ring.tail();
        if (!ring.has(sequence, SendRing.BOUNCED)) {
            if (byAge) {
                expired++;
            } else {
                evicted++;
            }
        }
        if (byAge) {
            lastExpired = sequence;
        } else {
            lastEvicted = sequence;
        }
        if (ring.has(sequence, SendRing.INDEXED)) {
            index.remove(sequence);
        }
        settle(sequence);
        comments.remove(sequence);
        ring.removeOldest();
    }

    private void settle(long sequence) {
        Destination destination = destinations.get(ring.destination(sequence));
        if ((destination != null || followAll) && !ring.has(sequence, SendRing.BOUNCED)) {
            settleSilent(sequence, destination);
        }
    }

    private void settleSilent(long sequence, @Nullable Destination destination) {
        int slot = flows.find(ring.get(sequence, SendRing.FLOW));
        int direction = ring.direction(sequence);
        Outcome outcome = Outcome.NO_ERROR_SEEN;
        if (flows.answeredThrough(slot, direction) - ring.ordinal(sequence) >= 0) {
            outcome = Outcome.ANSWERED;
        } else if (destination != null && destination.explainsSilence(ring.timeNs(sequence))) {
            outcome = Outcome.SUPPRESSED;
            suppressed++;
            flows.addSuppressed(slot, direction);
            if (flows.story(slot, direction) == 0) {
                destination.addLone(1);
            }
        }
        boolean isLast = (int) sequence == flows.head(slot, direction);
        FlowStory story = isLast || followAll ? story(slot, direction) : null;
        if (story == null) {
            return;
        }
        story.endNs = Math.max(story.endNs, ring.timeNs(sequence));
        if (followAll && story.flow != null) {
            if (outcome == Outcome.SUPPRESSED) {
                story.destination = destination;
            }
            handler.onSend(send(sequence, story.flow), outcome, 0, ring.answerFrame(sequence));
        }
    }

    /** A copy of a waiting send. */
    Send send(long sequence, Flow flow) {
        int udpLength = ring.udpLength(sequence);
        return new Send(
                origins.get(ring.origin(sequence)),
                ring.frame(sequence),
                ring.timeNs(sequence),
                flow,
                Math.max(0, udpLength - 8),
                flow.source().version() == 4 ? ring.identification(sequence) : Datagram.ABSENT,
                ring.ttl(sequence),
                ring.has(sequence, SendRing.FRAGMENT),
                ring.vlan(sequence),
                ring.depth(sequence),
                comments.of(sequence));
    }

    /** Marks a send as bounced by the error of this frame, whose delay is told to its flow and destination. */
    void bounce(
            long sequence,
            int slot,
            FlowStory story,
            @Nullable Destination destination,
            int type,
            int code,
            long errorNs) {
        int direction = ring.direction(sequence);
        long delayNs = errorNs - ring.timeNs(sequence);
        ring.mark(sequence, SendRing.BOUNCED);
        bounced++;
        story.endNs = Math.max(story.endNs, ring.timeNs(sequence));
        story.bounced(delayNs, flows.answeredThrough(slot, direction) - ring.ordinal(sequence) >= 0);
        if (destination != null) {
            leadsTo(destination, story, flows.suppressed(slot, direction));
            destination.bounced(type, code, ring.timeNs(sequence), delayNs);
        }
    }

    /** Lets flows go that nothing waits for, and if these are few, the older half of all sends first. */
    void makeRoomForFlows() {
        flows.sweep(this::keeps);
        while (flows.size() > flows.limit() * 3 / 4 || stories.size() - freeStories.size() > maxStories * 3 / 4) {
            if (ring.size() == 0) {
                break;
            }
            for (int half = (ring.size() + 1) / 2; half > 0; half--) {
                leave(false);
            }
            flows.sweep(this::keeps);
        }
    }

    private boolean keeps(int slot) {
        if (head(slot, 0) != 0 || head(slot, 1) != 0) {
            return true;
        }
        fold(slot, (story, record) -> handler.onFlow(record));
        return false;
    }

    /** Takes leave of a flow: its answers are counted, its stories told. */
    private void fold(int slot, FlowTeller teller) {
        for (int direction = 0; direction < 2; direction++) {
            FlowStory story = story(slot, direction);
            int through = flows.answeredThrough(slot, direction);
            if (story == null) {
                answered += through & 0xffffffffL;
                continue;
            }
            story.end();
            long replies = story.answered(through);
            answered += replies;
            if (story.destination != null) {
                story.destination.add(
                        flows.sends(slot, direction), story.bounced, replies, flows.suppressed(slot, direction));
            }
            if (story.flow != null && (story.bounced > 0 || followAll)) {
                long startNs = flows.words()[slot + FlowTable.START + direction];
                int silenced = flows.suppressed(slot, direction);
                teller.tell(story, story.record(story.flow, startNs, flows.sends(slot, direction), through, silenced));
            }
            int number = flows.story(slot, direction);
            stories.set(number, null);
            freeStories.add(number);
        }
    }

    /** The capture has ended: everything is settled and told, flows in the order in which their stories began. */
    void finish(long nowNs) {
        expire(nowNs);
        while (ring.size() > 0) {
            settle(ring.tail());
            ring.removeOldest();
        }
        SortedMap<Long, FlowRecord> told = new TreeMap<>();
        flows.sweep(slot -> {
            fold(slot, (story, record) -> told.put(story.number, record));
            return false;
        });
        told.values().forEach(handler::onFlow);
    }

    private int number(Origin origin) {
        if (origin.id() == lastOrigin) {
            return lastOrigin;
        }
        while (origins.size() <= origin.id()) {
            origins.add(origin);
        }
        origins.set(origin.id(), origin);
        lastOrigin = origin.id();
        return lastOrigin;
    }

    /** The counts, with those of datagrams that did not have to wait. */
    Counts counts(long sends, long sightings, long answeredElsewhere, long expiredElsewhere) {
        return new Counts(
                sends,
                sightings,
                bounced,
                answered + answeredElsewhere,
                suppressed,
                expired + expiredElsewhere,
                evicted,
                ring.size());
    }
}
