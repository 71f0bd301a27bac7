package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.decode.Datagram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

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

    final SendRing ring;
    final FlowTable flows;
    final EvidenceIndex index;
    final Destinations destinations;
    final SendComments comments;
    final Chains chains;
    final Stories stories;
    final SendCopies copies;
    final Settlement settlement;

    private final long expireNs;
    private final FlowHash hash;
    private final CorrelationHandler handler;
    /** Of flows that have left and are not told yet. */
    private final List<Settlement.Report> reports = new ArrayList<>();

    private long linked = 1;
    /** Keeps the compiler from leaving out loads that nobody wants the result of. */
    @SuppressWarnings("UnusedVariable")
    private long prefetched;

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
        this.hash = hash;
        this.handler = handler;
        ring = new SendRing(capacity);
        flows = new FlowTable(maxFlows);
        index = new EvidenceIndex(ring, hash, maxFlows);
        Budget delayBudget = new Budget(memory / 8);
        destinations = new Destinations(maxFlows / 8, delayBudget);
        comments = new SendComments(memory / 64);
        chains = new Chains(ring, flows);
        stories = new Stories(flows, maxFlows / 4, delayBudget);
        copies = new SendCopies(ring, comments);
        settlement = new Settlement(this, handler, settings.follow() == Correlator.Follow.ALL);
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
        words[base + SendRing.ANSWER] = copies.number(frame.origin());
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
            addToIndex(sequence, flows.isIndexedByHeaders(slot, direction));
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

    /** Whether the flow's sends in this direction, none of which waits any more, left by age. */
    boolean leftByAge(int slot, int direction) {
        int last = flows.head(slot, direction);
        return (int) lastEvicted - last < 0 || lastEvicted == 0 || (lastExpired > 0 && (int) lastExpired - last >= 0);
    }

    /** Puts the waiting sends of a flow into the evidence index, by their payload; later ones will follow. */
    void index(int slot, int direction) {
        long[] waiting = waiting(slot, direction);
        flows.setIndexed(slot, direction);
        for (long sequence : waiting) {
            addToIndex(sequence, false);
        }
    }

    /** Puts those of an indexed flow there by their headers, too. */
    void indexByHeaders(int slot, int direction) {
        if (flows.isIndexedByHeaders(slot, direction)) {
            return;
        }
        long[] waiting = waiting(slot, direction);
        flows.setIndexedByHeaders(slot, direction);
        for (long sequence : waiting) {
            if (makeRoomInIndex(sequence)) {
                index.addByHeaders(sequence);
            }
        }
    }

    /** The live sends of a flow direction, the oldest first. */
    private long[] waiting(int slot, int direction) {
        long[] chain = new long[2 * SHORT_CHAIN];
        int start = chain.length;
        for (long sequence = chains.head(slot, direction); sequence != 0; sequence = chains.previous(sequence)) {
            if (start == 0) {
                start = chain.length;
                long[] longer = new long[2 * start];
                System.arraycopy(chain, 0, longer, start, start);
                chain = longer;
            }
            chain[--start] = sequence;
        }
        return Arrays.copyOfRange(chain, start, chain.length);
    }

    private void addToIndex(long sequence, boolean byHeaders) {
        if (makeRoomInIndex(sequence)) {
            index.add(sequence);
            if (byHeaders) {
                index.addByHeaders(sequence);
            }
        }
    }

    /** Sends older than this one leave while the index is full; false if it has left itself. */
    private boolean makeRoomInIndex(long sequence) {
        while (index.isFull() && ring.tail() < sequence) {
            leave(false);
        }
        return ring.isLive(sequence);
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
        settlement.settle(sequence);
        comments.remove(sequence);
        ring.removeOldest();
    }

    /** Lets flows go that nothing waits for, and if these are few, the older half of all sends first. */
    void makeRoomForFlows() {
        flows.sweep(this::keeps);
        while (flows.size() > flows.limit() * 3 / 4 || stories.areMany()) {
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
        if (chains.head(slot, 0) != 0 || chains.head(slot, 1) != 0) {
            return true;
        }
        settlement.fold(slot, reports);
        tell();
        return false;
    }

    /** The capture has ended: everything is settled and told, flows in the order in which their stories began. */
    void finish(long nowNs) {
        expire(nowNs);
        while (ring.size() > 0) {
            settlement.settle(ring.tail());
            ring.removeOldest();
        }
        for (int slot = flows.next(0); slot >= 0; slot = flows.next(slot + FlowTable.WORDS)) {
            settlement.fold(slot, reports);
        }
        Collections.sort(reports);
        tell();
    }

    private void tell() {
        for (Settlement.Report report : reports) {
            handler.onFlow(report.flow());
        }
        reports.clear();
    }

    /** The counts, with those of datagrams that did not have to wait. */
    Counts counts(long sends, long sightings, long answeredElsewhere, long expiredElsewhere) {
        return new Counts(
                sends,
                sightings,
                settlement.bounced(),
                settlement.answered() + answeredElsewhere,
                settlement.suppressed(),
                expired + expiredElsewhere,
                evicted,
                ring.size());
    }
}
