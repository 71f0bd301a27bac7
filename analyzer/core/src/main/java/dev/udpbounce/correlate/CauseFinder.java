package dev.udpbounce.correlate;

import dev.udpbounce.decode.Datagram;
import java.util.EnumSet;
import java.util.Set;

/**
 * Finds the sends that explain a quote best. Candidates are the waiting sends of the quoted flow and direction whose
 * UDP length is the quoted one, and whose payload does not contradict the quote; they are ranked by payload, then IP
 * identification, then UDP checksum, then flow label. What ranks highest alone is the cause; equal ranks are ambiguous. Time to
 * live, header checksum and options are rewritten on the way and count for nothing. Where no send has the quoted length,
 * those are looked at that the quoted datagram may be a segment of.
 */
final class CauseFinder {
    /** Sends that are compared with one quote at most. */
    private static final int MAX_COMPARED = 1024;

    /** Of sends that agree in length, id and payload, so many are compared further. */
    private static final int MAX_ALIKE = 64;

    private static final int MAX_LISTED = 16;

    private static final int CHECKSUM = 2;
    private static final int ID = 4;
    private static final int PAYLOAD = 16;
    private static final int CONTRADICTED = -1;

    private final SendRing ring;
    private final EvidenceIndex index;
    private final FlowHash hash;
    private final PayloadEvidence payloads;
    private final Segments segments;

    private final long[] compared = new long[MAX_COMPARED];
    private final int[] ranks = new int[MAX_COMPARED];
    private int count;
    private long uncompared;
    private int best;

    private long cause;
    private long candidates;
    private boolean causeIsOpen;
    private boolean segmented;

    CauseFinder(SendRing ring, EvidenceIndex index, FlowHash hash) {
        this.ring = ring;
        this.index = index;
        this.hash = hash;
        payloads = new PayloadEvidence(ring, hash);
        segments = new Segments(ring);
    }

    /**
     * Looks for the cause of an error among all that the quoted flow has waiting.
     *
     * @param newest the latest live send of the flow in this direction
     * @return whether there is a candidate
     */
    boolean findInChain(Datagram quote, long newest) {
        begin();
        collectChain(newest, quote.udpLength());
        return conclude(quote) || findSegmented(quote, newest);
    }

    /**
     * Looks for the cause of an error among the sends of an indexed flow that have the quoted length, id and payload.
     *
     * @param flow hash of the quoted flow
     * @return whether there is a candidate
     */
    boolean findByPayload(Datagram quote, long flow, int direction) {
        begin();
        int digested = Math.min(quote.payloadLength(), FlowHash.DIGEST_OCTETS);
        if (quote.payloadPresent() < digested) {
            return false;
        }
        long payload = hash.longDigest(quote, digested);
        collect(EvidenceIndex.PAYLOAD, key(EvidenceIndex.PAYLOAD, quote, flow, direction, payload), MAX_ALIKE);
        return conclude(quote);
    }

    /**
     * The same among the sends of a flow that is indexed by headers: those that have the quoted id, or else the quoted
     * length, or else so great a length that the quoted datagram may be a segment.
     */
    boolean findByHeaders(Datagram quote, long flow, int direction, long newest) {
        begin();
        if (quote.identification() != Datagram.ABSENT) {
            collect(EvidenceIndex.ID, key(EvidenceIndex.ID, quote, flow, direction, 0), MAX_COMPARED);
            if (conclude(quote)) {
                return true;
            }
        }
        collect(EvidenceIndex.LENGTH, key(EvidenceIndex.LENGTH, quote, flow, direction, 0), MAX_COMPARED);
        return conclude(quote) || findSegmented(quote, newest);
    }

    private boolean findSegmented(Datagram quote, long newest) {
        if (quote.payloadLength() <= 0) {
            return false;
        }
        segmented = true;
        collectSegmented(quote, newest);
        return conclude(quote);
    }

    private void begin() {
        count = 0;
        uncompared = 0;
        cause = 0;
        segmented = false;
    }

    private long key(int list, Datagram quote, long flow, int direction, long payload) {
        return index.key(list, flow, direction, quote.udpLength(), quote.identification(), payload);
    }

    /** Ranks what was collected; false if all of it contradicts the quote. */
    private boolean conclude(Datagram quote) {
        rank(quote);
        if (best < 0) {
            return false;
        }
        choose();
        return true;
    }

    /** The cause, or the preferred candidate: the oldest without an error, else the newest. */
    long cause() {
        return cause;
    }

    /** Whether no error was matched with {@link #cause()} yet. */
    boolean causeIsOpen() {
        return causeIsOpen;
    }

    /** Sends that explain the quote as well as {@link #cause()}, it included. */
    long candidates() {
        return candidates;
    }

    /** Frames of at most 16 of them, the preferred one among these, ascending. */
    Long[] candidateFrames() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (ranks[i] == best) {
                compared[kept++] = compared[i];
            }
        }
        int start = 0;
        while (kept - start > MAX_LISTED && compared[start] != cause) {
            start++;
        }
        start = Math.max(0, Math.min(start, kept - MAX_LISTED));
        Long[] frames = new Long[Math.min(kept, MAX_LISTED)];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = ring.frame(compared[start + i]);
        }
        return frames;
    }

    /** What the quote and {@link #cause()} agree in. */
    Set<Evidence> evidence(Datagram quote) {
        EnumSet<Evidence> evidence = EnumSet.of(Evidence.TUPLE);
        if (quote.udpLength() != Datagram.ABSENT && !segmented) {
            evidence.add(Evidence.LENGTH);
        }
        int rank = segmented ? segmentRank(quote, cause) : rank(quote, cause);
        if (rank >= PAYLOAD) {
            evidence.add(Evidence.PAYLOAD);
        }
        if ((rank & 2 * ID) != 0) {
            evidence.add(Evidence.IP_ID);
        }
        if (checksumAgrees(quote, cause)) {
            evidence.add(Evidence.CHECKSUM);
        }
        if (quote.flowLabel() > 0 && quote.flowLabel() == ring.flowLabel(cause)) {
            evidence.add(Evidence.FLOW_LABEL);
        }
        return evidence;
    }

    /** How firmly {@link #cause()} stands, given what it agrees in. */
    Match match(Set<Evidence> evidence) {
        if (candidates > 1) {
            return Match.AMBIGUOUS;
        }
        boolean strong = evidence.contains(Evidence.PAYLOAD) || evidence.contains(Evidence.IP_ID);
        return strong || isSingledOutByChecksum() ? Match.EXACT : Match.TUPLE;
    }

    /** Whether, of several sends that the payload allows, the cause alone has the quoted checksum. */
    private boolean isSingledOutByChecksum() {
        int allowed = 0;
        int agreeing = 0;
        for (int i = 0; i < count; i++) {
            if (ranks[i] >= 0) {
                allowed++;
                agreeing += (ranks[i] & CHECKSUM) / CHECKSUM;
            }
        }
        return allowed > 1 && agreeing == 1 && (best & CHECKSUM) != 0;
    }

    private void collect(int list, long key, int limit) {
        count = 0;
        uncompared = 0;
        int slot = index.find(key);
        if (slot < 0) {
            return;
        }
        int listed = index.count(slot);
        long sequence = index.first(slot);
        if (listed > limit) {
            long open = index.firstOpen(slot, list);
            sequence = open == 0 ? index.last(slot) : open;
        }
        for (; sequence != 0 && count < limit; sequence = index.next(sequence, list)) {
            compared[count++] = sequence;
        }
        uncompared = (long) listed - count;
    }

    /** Whether more sends than are worth comparing one by one wait in this chain. */
    boolean isLong(long newest) {
        int length = 0;
        for (long sequence = newest; sequence != 0 && length <= WaitingRoom.SHORT_CHAIN; length++) {
            sequence = ring.previous(sequence);
        }
        return length > WaitingRoom.SHORT_CHAIN;
    }

    private void collectChain(long newest, int udpLength) {
        long flow = ring.get(newest, SendRing.FLOW);
        for (long sequence = newest; sequence != 0 && count < MAX_COMPARED; sequence = ring.previous(sequence)) {
            boolean ofTheFlow = ring.get(sequence, SendRing.FLOW) == flow;
            if (ofTheFlow && (udpLength == Datagram.ABSENT || udpLength == ring.udpLength(sequence))) {
                compared[count++] = sequence;
            }
        }
        reverse();
    }

    /** Of the flow's latest sends those that the quoted datagram may be a segment of. */
    private void collectSegmented(Datagram quote, long newest) {
        count = 0;
        uncompared = 0;
        long flow = ring.get(newest, SendRing.FLOW);
        long sequence = newest;
        for (int step = 0; step < MAX_COMPARED && sequence != 0; step++) {
            if (ring.get(sequence, SendRing.FLOW) == flow && segments.mayHold(quote, sequence)) {
                compared[count++] = sequence;
            }
            sequence = ring.previous(sequence);
        }
        reverse();
    }

    private void reverse() {
        for (int i = 0, j = count - 1; i < j; i++, j--) {
            long swapped = compared[i];
            compared[i] = compared[j];
            compared[j] = swapped;
        }
    }

    private void rank(Datagram quote) {
        best = CONTRADICTED;
        for (int i = 0; i < count; i++) {
            ranks[i] = segmented ? segmentRank(quote, compared[i]) : rank(quote, compared[i]);
            best = Math.max(best, ranks[i]);
        }
    }

    private int rank(Datagram quote, long sequence) {
        int payload = payloads.compare(quote, sequence);
        if (payload == PayloadEvidence.DIFFERS) {
            return CONTRADICTED;
        }
        int checksum = checksumAgrees(quote, sequence) ? CHECKSUM : 0;
        int label = quote.flowLabel() == Datagram.ABSENT || quote.flowLabel() == ring.flowLabel(sequence) ? 1 : 0;
        return payload * PAYLOAD + idRank(quote, sequence) + checksum + label;
    }

    /** The payload of the first segment begins as that of the whole; that of the others is not known any more. */
    private int segmentRank(Datagram quote, long sequence) {
        int part = segments.part(quote, sequence);
        if (part == Segments.NOWHERE) {
            return CONTRADICTED;
        }
        int payload = part <= 0 ? payloads.compare(quote, sequence) : 0;
        if (part == 0 && payload == PayloadEvidence.DIFFERS) {
            return CONTRADICTED;
        }
        boolean counts = part != Segments.ANYWHERE && ring.identification(sequence) > 0;
        return Math.max(0, payload) * PAYLOAD + (counts ? 2 * ID : ID);
    }

    private void choose() {
        long open = 0;
        long last = 0;
        candidates = 0;
        for (int i = 0; i < count; i++) {
            if (ranks[i] == best) {
                candidates++;
                last = compared[i];
                if (open == 0 && !ring.has(last, SendRing.BOUNCED)) {
                    open = last;
                }
            }
        }
        causeIsOpen = open != 0;
        cause = causeIsOpen ? open : last;
        candidates += uncompared;
    }

    /**
     * 8 where the ids agree, 4 where one is unknown or that of the send is 0, 0 where they differ. Some devices give an id
     * where there was none, or swap its octets; none takes it away.
     */
    private int idRank(Datagram quote, long sequence) {
        int quoted = quote.identification();
        int sent = ring.identification(sequence);
        if (quoted < 0 || sent <= 0) {
            return ID;
        }
        boolean swapped = quote.version() == 4 && Short.reverseBytes((short) quoted) == (short) sent;
        return quoted == sent || swapped ? 2 * ID : 0;
    }

    private boolean checksumAgrees(Datagram quote, long sequence) {
        return quote.checksum() > 0 && quote.checksum() == ring.checksum(sequence);
    }
}
