// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.correlate.outcome.DestinationOutcomes;
import dev.udpbounce.correlate.outcome.Outcomes;
import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.EvidenceIndex;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.SendComments;
import dev.udpbounce.correlate.store.SightingTable;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.event.OrphanReason;

/**
 * Keeps sends while they wait, and removes them in the order of arrival: by age, or to make room. Everything that is
 * removed is counted.
 */
final class SendRetention {
    /** The deadline if no datagram is waiting. */
    static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final int MAX_PREFETCHED = 256;

    private final long expireNs;
    private final PendingSends sends;
    private final FlowTable flows;
    private final Chains chains;
    private final EvidenceIndex index;
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
    SendRetention(
            long expireNs,
            PendingSends sends,
            FlowTable flows,
            Chains chains,
            EvidenceIndex index,
            SendComments comments,
            SightingTable sightings,
            Outcomes outcomes) {
        this.expireNs = expireNs;
        this.sends = sends;
        this.flows = flows;
        this.chains = chains;
        this.index = index;
        this.comments = comments;
        this.sightings = sightings;
        this.outcomes = outcomes;
        destinationOutcomes = outcomes.destinations();
    }

    /**
     * Appends a datagram to the ring; it is linked to its flow later.
     *
     * @param place where it was captured, see {@link dev.udpbounce.correlate.store.Places}
     * @param flow hash of its flow
     * @param destination hash of its destination
     * @return the number of the send
     */
    long append(Datagram datagram, Frame frame, int place, long flow, int direction, long destination) {
        if (sends.isFull()) {
            evictOldest();
        }
        long sequence = sends.append(datagram, frame, place, flow, direction, destination);
        String comment = frame.comment();
        if (comment != null) {
            comments.add(sequence, comment);
        }
        return sequence;
    }

    /**
     * Loads the data that linking sends and {@link #expire} will need into the processor's cache; independent loads
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

    /** Returns whether a send of this time would have expired, if it were kept. */
    boolean wouldHaveExpired(long timeNs) {
        return expiredToNs - timeNs >= expireNs;
    }

    /** Returns the reason why none of the flow's sends in this direction is waiting any more. */
    OrphanReason reasonOfLeaving(int slot, int direction) {
        int last = flows.last(slot, direction);
        boolean byAge =
                (int) lastEvicted - last < 0 || lastEvicted == 0 || (lastExpired > 0 && (int) lastExpired - last >= 0);
        return byAge ? OrphanReason.EXPIRED : OrphanReason.EVICTED;
    }

    /** Removes the older half of all sends, to make room for what is kept of them elsewhere. */
    void removeOlderHalf() {
        for (int half = (sends.size() + 1) / 2; half > 0; half--) {
            evictOldest();
        }
    }

    /** Removes the oldest send, to make room. */
    void evictOldest() {
        leave(false);
    }

    /** Ends the capture: the outcomes of all sends are final. */
    void finish(long nowNs) {
        expire(nowNs);
        while (sends.size() > 0) {
            outcomes.leave(sends.oldest());
            sends.removeOldest();
        }
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
