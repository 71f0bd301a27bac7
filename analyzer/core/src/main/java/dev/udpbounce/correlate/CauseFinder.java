// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.EvidenceIndex;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.decode.Datagram;

/**
 * Finds the sends that explain a quote best. Candidates are the waiting sends of the quoted flow and direction with the
 * quoted UDP length. If none has that length, the candidates are the sends of which the quoted datagram may be a
 * segment. A {@link Ranking} chooses among them. Flows with many waiting sends are searched through the evidence index.
 */
final class CauseFinder {
    /** A flow with more waiting sends than this is indexed at its first error; shorter flows are scanned. */
    private static final int SHORT_CHAIN = 64;

    /** Maximum number of sends with the same length, id and payload that are compared further. */
    private static final int MAX_ALIKE = 64;

    private final PendingSends sends;
    private final FlowTable flows;
    private final Chains chains;
    private final EvidenceIndex index;
    private final FlowHash hash;
    private final IndexedSends indexed;
    private final Ranking ranking;
    private boolean leftSomeOut;

    CauseFinder(
            PendingSends sends,
            FlowTable flows,
            Chains chains,
            EvidenceIndex index,
            FlowHash hash,
            IndexedSends indexed,
            Ranking ranking) {
        this.sends = sends;
        this.flows = flows;
        this.chains = chains;
        this.index = index;
        this.hash = hash;
        this.indexed = indexed;
        this.ranking = ranking;
    }

    /**
     * Looks for the cause of an error.
     *
     * @param slot slot of the quoted flow, which is followed
     * @param newest last waiting send of the flow in the quoted direction
     * @return whether the ranking has a cause
     */
    boolean find(Datagram quote, int slot, int direction, long newest) {
        leftSomeOut = false;
        boolean isIndexed = flows.isIndexed(slot, direction);
        if (!isIndexed && isLong(newest)) {
            indexed.index(slot, direction);
            isIndexed = true;
        }
        if (!isIndexed || quote.udpLength() == Datagram.ABSENT) {
            ranking.begin();
            collectChain(newest, quote.udpLength(), Integer.MAX_VALUE);
            return conclude(quote) || findSegmented(quote, newest);
        }
        long flow = flows.key(slot);
        if (findByPayload(quote, flow, direction)) {
            return true;
        }
        indexed.indexByHeaders(slot, direction);
        return findByHeaders(quote, flow, direction, newest) || findSegmented(quote, newest);
    }

    /** Returns whether some possible causes were not compared because there were too many. */
    boolean leftSomeOut() {
        return leftSomeOut;
    }

    private boolean conclude(Datagram quote) {
        boolean found = ranking.conclude(quote);
        leftSomeOut |= ranking.leftOut() > 0;
        return found;
    }

    private boolean isLong(long newest) {
        if (Integer.compareUnsigned(sends.ordinal(newest), SHORT_CHAIN) <= 0) {
            return false;
        }
        int length = 0;
        for (long sequence = newest; sequence != 0 && length <= SHORT_CHAIN; length++) {
            sequence = chains.previous(sequence);
        }
        return length > SHORT_CHAIN;
    }

    /** Adds the newest sends of the quoted length among the latest {@code steps} sends of the flow. */
    private void collectChain(long newest, int udpLength, int steps) {
        long sequence = newest;
        for (int step = 0; sequence != 0 && step < steps && !ranking.isFull(); step++) {
            if (udpLength == Datagram.ABSENT || udpLength == sends.udpLength(sequence)) {
                ranking.add(sequence);
            }
            sequence = chains.previous(sequence);
        }
        if (sequence != 0) {
            ranking.leaveOut(1);
        }
        ranking.reverse();
    }

    /** Searches the sends that have the quoted length, id and payload. */
    private boolean findByPayload(Datagram quote, long flow, int direction) {
        int digested = Math.min(quote.payloadLength(), FlowHash.DIGEST_OCTETS);
        if (quote.payloadPresent() < digested) {
            ranking.begin();
            return false;
        }
        long payload = hash.longDigest(quote, digested);
        collectListed(EvidenceIndex.PAYLOAD, quote, flow, direction, payload, MAX_ALIKE);
        return conclude(quote);
    }

    /**
     * Searches, in this order, the sends with the quoted id whose payload agrees as well; with the first octets of the
     * quoted payload; with the quoted id alone; with the quoted checksum; with the quoted length. If a list is too long
     * to compare, the newest sends of the flow are compared as well: an error is usually about one of the latest
     * datagrams.
     */
    private boolean findByHeaders(Datagram quote, long flow, int direction, long newest) {
        boolean hasId = quote.identification() > 0;
        if (hasId && findById(quote, flow, direction) && ranking.payloadAgrees()) {
            return true;
        }
        if (quote.payloadPresent() >= FlowHash.EXTENDED_OCTETS) {
            collectListed(EvidenceIndex.EXTENDED, quote, flow, direction, hash.extended(quote), Ranking.CAPACITY);
            if (conclude(quote)) {
                return true;
            }
        }
        if (quote.payloadPresent() >= FlowHash.SHORT_OCTETS) {
            long prefix = hash.prefix(quote, FlowHash.SHORT_OCTETS);
            collectListed(EvidenceIndex.PREFIX, quote, flow, direction, prefix, Ranking.CAPACITY);
            if (conclude(quote) || findNewest(quote, newest)) {
                return true;
            }
        }
        if (hasId && findById(quote, flow, direction)) {
            return true;
        }
        if (quote.checksum() > 0) {
            collectListed(EvidenceIndex.CHECKSUM, quote, flow, direction, 0, Ranking.CAPACITY);
            ranking.passOver(listed(EvidenceIndex.LENGTH, quote, flow, direction) - ranking.size() - ranking.leftOut());
            if (conclude(quote)) {
                return true;
            }
        }
        collectListed(EvidenceIndex.LENGTH, quote, flow, direction, 0, Ranking.CAPACITY);
        return conclude(quote) || findNewest(quote, newest);
    }

    private boolean findById(Datagram quote, long flow, int direction) {
        collectListed(EvidenceIndex.ID, quote, flow, direction, 0, Ranking.CAPACITY);
        return conclude(quote);
    }

    /** Searches the latest sends of the flow if the list was too long and none of the compared sends fits. */
    private boolean findNewest(Datagram quote, long newest) {
        long listed = ranking.size() + ranking.leftOut();
        if (ranking.leftOut() == 0) {
            return false;
        }
        ranking.begin();
        collectChain(newest, quote.udpLength(), 2 * Ranking.CAPACITY);
        ranking.leaveOut(Math.max(0, listed - ranking.size()));
        return conclude(quote);
    }

    private long listed(int list, Datagram quote, long flow, int direction) {
        int slot = index.find(
                index.key(list, flow, direction, quote.udpLength(), quote.identification(), quote.checksum(), 0));
        return slot < 0 ? 0 : index.count(slot);
    }

    private void collectListed(int list, Datagram quote, long flow, int direction, long payload, int limit) {
        ranking.begin();
        int slot = index.find(
                index.key(list, flow, direction, quote.udpLength(), quote.identification(), quote.checksum(), payload));
        if (slot < 0) {
            return;
        }
        int listed = index.count(slot);
        long sequence = index.first(slot);
        if (listed > limit) {
            long open = index.firstOpen(slot, list);
            sequence = open == 0 ? index.last(slot) : open;
        }
        for (; sequence != 0 && ranking.size() < limit; sequence = index.next(sequence, list)) {
            ranking.add(sequence);
        }
        ranking.leaveOut((long) listed - ranking.size());
    }

    /** Searches the flow's latest sends of which the quoted datagram may be a segment. */
    private boolean findSegmented(Datagram quote, long newest) {
        if (quote.payloadLength() <= 0 || ranking.expectsTranslation()) {
            return false;
        }
        ranking.beginSegmented();
        long sequence = newest;
        for (int step = 0; step < Ranking.CAPACITY && sequence != 0; step++) {
            if (ranking.mayHoldSegment(quote, sequence)) {
                ranking.add(sequence);
            }
            sequence = chains.previous(sequence);
        }
        ranking.leaveOut(sequence == 0 ? 0 : 1);
        ranking.reverse();
        return conclude(quote);
    }
}
