// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.outcome.DestinationOutcomes;
import dev.udpbounce.correlate.outcome.Outcomes;
import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.PendingSends;

/**
 * The datagrams that were appended last and are not linked to their flows yet. They are linked together, in the order of
 * arrival, because their look-ups then overlap.
 */
final class UnlinkedSends {
    private static final int CAPACITY = 64;

    private final PendingSends sends;
    private final Chains chains;
    private final SendRetention retention;
    private final FlowRetention flows;
    private final IndexedSends indexed;
    private final Outcomes outcomes;
    private final DestinationOutcomes destinationOutcomes;

    /** Hashes of the endpoints of the datagrams. */
    private final long[] sources = new long[CAPACITY];

    private final long[] destinations = new long[CAPACITY];
    private int size;
    /** Latest time of a linked datagram. */
    private long linkedNs = Long.MIN_VALUE;
    /** Keeps the compiler from removing loads whose result is unused. */
    @SuppressWarnings("UnusedVariable")
    private long prefetched;

    UnlinkedSends(
            PendingSends sends,
            Chains chains,
            SendRetention retention,
            FlowRetention flows,
            IndexedSends indexed,
            Outcomes outcomes) {
        this.sends = sends;
        this.chains = chains;
        this.retention = retention;
        this.flows = flows;
        this.indexed = indexed;
        this.outcomes = outcomes;
        destinationOutcomes = outcomes.destinations();
    }

    /** Adds the datagram that was just appended; only if this is not {@link #isFull full}. */
    void add(long source, long destination) {
        sources[size] = source;
        destinations[size++] = destination;
    }

    boolean isFull() {
        return size == CAPACITY;
    }

    /**
     * Links all of them. Before each, expires what is older by its time.
     *
     * @param nowNs time of the capture; later times of datagrams have no effect
     */
    void link(long nowNs) {
        if (size > 1) {
            prefetch(nowNs);
        }
        for (int i = 0; i < size; i++) {
            long sequence = chains.unlinked();
            if (sends.hasTime(sequence)) {
                reach(sends.timeNs(sequence));
            }
            retention.expire(Math.min(linkedNs, nowNs));
            int slot = flows.slot(sends.flow(sequence));
            destinationOutcomes.sent(destinations[i]);
            outcomes.heard(slot, sends.direction(sequence), sources[i], sends.timeNs(sequence), sequence);
            chains.link(slot);
            indexed.linked(sequence, slot);
        }
        size = 0;
    }

    /** Loads the data that linking needs; independent loads overlap their memory latency. */
    private void prefetch(long nowNs) {
        retention.prefetch(nowNs);
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += destinationOutcomes.touchDestination(destinations[i]) + destinationOutcomes.touchSource(sources[i]);
        }
        prefetched = sum;
    }

    /** Records the time of a datagram that is linked, or only counted, and returns the latest so far. */
    long reach(long timeNs) {
        linkedNs = Math.max(linkedNs, timeNs);
        return linkedNs;
    }

    /** Records that time was set back to this one. */
    void stepBack(long timeNs) {
        linkedNs = timeNs;
    }
}
