// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.correlate.outcome.DestinationOutcomes;
import dev.udpbounce.correlate.outcome.Outcomes;
import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.DestinationIndex;
import dev.udpbounce.correlate.store.EvidenceIndex;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.SendComments;
import dev.udpbounce.correlate.store.SightingTable;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.event.OrphanReason;

/**
 * Removes datagrams and flows. Sends leave in the order of arrival, by age or to make room. A flow leaves once all its
 * sends have left, and only to make room. Everything that is removed is counted.
 */
final class Retention {
    /** The deadline if no datagram is waiting. */
    static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final int MAX_PREFETCHED = 256;

    private final long expireNs;
    private final PendingSends sends;
    private final FlowTable flows;
    private final Chains chains;
    private final EvidenceIndex index;
    private final DestinationIndex destinations;
    private final SendComments comments;
    private final SightingTable sightings;
    private final Outcomes outcomes;
    private final DestinationOutcomes destinationOutcomes;

    /** Keeps the compiler from removing loads whose result is unused. */
    @SuppressWarnings("UnusedVariable")
    private long prefetched;

    /** If the oldest waiting send has no time, no waiting send before this one has. */
    private long timedFrom = 1;

    private long expired;
    private long evicted;
    private long lastExpired;
    private long lastEvicted;
    /** Latest time to which sends have expired. */
    private long expiredToNs = Long.MIN_VALUE;

    /** @param expireNs how long a datagram waits for its error, nanoseconds */
    Retention(
            long expireNs,
            PendingSends sends,
            FlowTable flows,
            Chains chains,
            EvidenceIndex index,
            DestinationIndex destinations,
            SendComments comments,
            SightingTable sightings,
            Outcomes outcomes) {
        this.expireNs = expireNs;
        this.sends = sends;
        this.flows = flows;
        this.chains = chains;
        this.index = index;
        this.destinations = destinations;
        this.comments = comments;
        this.sightings = sightings;
        this.outcomes = outcomes;
        destinationOutcomes = outcomes.destinations();
    }

    /**
     * Appends a datagram to the ring; {@link #link} links it to its flow later.
     *
     * @param place where it was captured, see {@link dev.udpbounce.correlate.store.Places}
     * @param flow hash of its flow
     * @param destination hash of its destination
     * @return the number of the send
     */
    long append(Datagram datagram, Frame frame, int place, long flow, int direction, long destination) {
        if (sends.isFull()) {
            leave(false);
        }
        long sequence = sends.append(datagram, frame, place, flow, direction, destination);
        String comment = frame.comment();
        if (comment != null) {
            comments.add(sequence, comment);
        }
        return sequence;
    }

    /** Loads the place where {@link #flow} starts. */
    long touch(long flow) {
        return flows.touch(flow);
    }

    /** Returns the slot of a flow, adding the flow if it is missing. */
    int flow(long key) {
        int slot = flows.find(key);
        if (slot >= 0) {
            return slot;
        }
        if (flows.isFull()) {
            makeRoomForFlows();
            slot = flows.find(key);
        }
        return flows.insert(key, slot);
    }

    /**
     * Makes the oldest unlinked send the last one of its flow.
     *
     * @param slot slot of its flow
     */
    void link(int slot) {
        long sequence = chains.unlinked();
        chains.link(slot);
        if (destinations.isBuilt()) {
            destinations.add(sequence);
        }
        int direction = sends.direction(sequence);
        if (flows.isIndexed(slot, direction) && makeRoomInIndex(sequence)) {
            index.add(sequence);
            if (flows.isIndexedByHeaders(slot, direction)) {
                index.addByHeaders(sequence);
            }
        }
    }

    /**
     * Loads the data that {@link #link} and {@link #expire} will need into the processor's cache; independent loads
     * overlap their memory latency.
     */
    void prefetch(long nowNs) {
        long sum = 0;
        long unlinked = chains.unlinked();
        for (long sequence = unlinked; sequence < sends.next(); sequence++) {
            sum += flows.touch(sends.flow(sequence));
        }
        long end = Math.min(unlinked, sends.oldest() + MAX_PREFETCHED);
        long leaving = sends.oldest();
        for (; isTimed(leaving, end) && hasExpired(leaving, nowNs); leaving++) {
            if (destinationOutcomes.mayConcern(leaving)) {
                sum += flows.touch(sends.flow(leaving)) + destinationOutcomes.touch(leaving);
            }
        }
        for (long sequence = sends.oldest(); sequence < leaving; sequence++) {
            if (destinationOutcomes.mayConcern(sequence)) {
                sum += destinationOutcomes.touchFurther(sequence);
            }
        }
        prefetched = sum;
    }

    /** Indexes the waiting sends of a followed flow by their payload; {@link #link} adds later ones. */
    void index(int slot, int direction) {
        long[] waiting = chains.all(slot, direction);
        flows.setIndexed(slot, direction);
        for (long sequence : waiting) {
            if (makeRoomInIndex(sequence)) {
                index.add(sequence);
            }
        }
    }

    /** Adds the waiting sends of an indexed flow to the index by their headers, too. */
    void indexByHeaders(int slot, int direction) {
        if (flows.isIndexedByHeaders(slot, direction)) {
            return;
        }
        long[] waiting = chains.all(slot, direction);
        flows.setIndexedByHeaders(slot, direction);
        for (long sequence : waiting) {
            if (makeRoomInIndex(sequence)) {
                index.addByHeaders(sequence);
            }
        }
    }

    /** Removes sends older than this one while the index is full; returns false if this one has left itself. */
    private boolean makeRoomInIndex(long sequence) {
        while (index.isFull() && sends.oldest() < sequence) {
            leave(false);
        }
        return sends.isLive(sequence);
    }

    private boolean isTimed(long sequence, long end) {
        return sequence < end && sends.hasTime(sequence);
    }

    /** The age of a send without a time is unknown; it is at least that of the next send with a time. */
    private boolean hasExpired(long sequence, long nowNs) {
        long timed = firstTimed(sequence);
        return timed < sends.next() && nowNs - sends.timeNs(timed) >= expireNs;
    }

    /** Returns the first send from this one on that has a time; exact only if the arguments do not decrease. */
    private long firstTimed(long sequence) {
        if (sends.hasTime(sequence)) {
            return sequence;
        }
        timedFrom = Math.max(timedFrom, sequence);
        while (timedFrom < sends.next() && !sends.hasTime(timedFrom)) {
            timedFrom++;
        }
        return timedFrom;
    }

    /** Removes the sends that have waited long enough. */
    void expire(long nowNs) {
        expiredToNs = nowNs;
        while (sends.oldest() < chains.unlinked() && hasExpired(sends.oldest(), nowNs)) {
            leave(true);
        }
    }

    /** Returns the time at which {@link #expire} will remove the oldest send, or {@link #NO_DEADLINE}. */
    long deadlineNs() {
        if (sends.size() == 0) {
            return NO_DEADLINE;
        }
        long timed = firstTimed(sends.oldest());
        if (timed == sends.next()) {
            return NO_DEADLINE;
        }
        long sentNs = sends.timeNs(timed);
        long deadlineNs = sentNs + expireNs;
        return deadlineNs < sentNs ? NO_DEADLINE : deadlineNs;
    }

    /** Removes the oldest send. */
    private void leave(boolean byAge) {
        long sequence = sends.oldest();
        if (!sends.isBounced(sequence)) {
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
        if (sends.isIndexed(sequence)) {
            index.remove(sequence);
        }
        outcomes.leave(sequence);
        comments.remove(sequence);
        if (!sightings.isEmpty()) {
            sightings.remove(sequence);
        }
        sends.removeOldest();
    }

    /** Returns whether a datagram of the flow in this direction is waiting or, if only counted, would be. */
    boolean isWaiting(int slot, int direction) {
        return chains.last(slot, direction) != 0 || isRecent(slot, direction);
    }

    /** Returns whether the flow's last datagram in this direction has not expired; false if none is only counted. */
    private boolean isRecent(int slot, int direction) {
        return flows.isCounting()
                && flows.sends(slot, direction) != 0
                && expiredToNs - flows.endNs(slot, direction) < expireNs;
    }

    /** Returns the reason why none of the flow's sends in this direction is waiting any more. */
    OrphanReason reasonOfLeaving(int slot, int direction) {
        int last = flows.last(slot, direction);
        boolean byAge =
                (int) lastEvicted - last < 0 || lastEvicted == 0 || (lastExpired > 0 && (int) lastExpired - last >= 0);
        return byAge ? OrphanReason.EXPIRED : OrphanReason.EVICTED;
    }

    /** Removes flows without waiting sends; while too few can go, it removes the older half of all sends first. */
    void makeRoomForFlows() {
        flows.sweep(slot -> keeps(slot, true));
        if (flows.isCounting() && isCrowded()) {
            flows.sweep(slot -> keeps(slot, false));
        }
        while (isCrowded()) {
            if (sends.size() == 0) {
                break;
            }
            removeOlderHalf();
            flows.sweep(slot -> keeps(slot, false));
        }
    }

    /** Removes the older half of all sends, to make room for what is kept of them elsewhere. */
    void removeOlderHalf() {
        for (int half = (sends.size() + 1) / 2; half > 0; half--) {
            leave(false);
        }
    }

    private boolean isCrowded() {
        return flows.size() > flows.limit() * 3 / 4 || outcomes.areMany();
    }

    /** @param counted whether recent datagrams of which no more is kept are a reason, too */
    private boolean keeps(int slot, boolean counted) {
        if (chains.last(slot, 0) != 0 || chains.last(slot, 1) != 0) {
            return true;
        }
        if (counted && (isRecent(slot, 0) || isRecent(slot, 1))) {
            return true;
        }
        outcomes.end(slot);
        return false;
    }

    /** Ends the capture: all outcomes are final. */
    void finish(long nowNs) {
        expire(nowNs);
        while (sends.size() > 0) {
            outcomes.leave(sends.oldest());
            sends.removeOldest();
        }
        outcomes.endAll();
    }

    /** Returns the number of datagrams that left by age without an error. */
    long expired() {
        return expired;
    }

    /** Returns the number of datagrams that left to make room without an error. */
    long evicted() {
        return evicted;
    }
}
