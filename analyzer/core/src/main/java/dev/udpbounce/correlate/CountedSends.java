// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.outcome.DestinationOutcomes;
import dev.udpbounce.correlate.outcome.Outcomes;
import dev.udpbounce.correlate.store.FlowHash;

/** Counts datagrams that no error can be about for their flows and endpoints, when they are sent. */
final class CountedSends {
    private final FlowRetention flowRetention;
    private final Outcomes outcomes;
    private final DestinationOutcomes destinationOutcomes;

    /** Keeps the compiler from removing loads whose result is unused. */
    @SuppressWarnings("UnusedVariable")
    private long prefetched;

    CountedSends(FlowRetention flowRetention, Outcomes outcomes) {
        this.flowRetention = flowRetention;
        this.outcomes = outcomes;
        destinationOutcomes = outcomes.destinations();
    }

    /**
     * Counts a datagram.
     *
     * @param source hash of its source
     * @param destination hash of its destination
     * @param flow hash of its flow
     * @param timeNs nanoseconds since the Unix epoch
     */
    void add(long source, long destination, long flow, long timeNs) {
        int direction = FlowHash.direction(source, destination);
        int slot = flowRetention.slot(flow);
        int number = destinationOutcomes.sent(destination);
        outcomes.heard(slot, direction, source, timeNs, 0);
        outcomes.count(slot, direction, timeNs, number);
    }

    /**
     * Loads the data that {@link #add} needs for several datagrams; independent loads overlap their memory latency.
     *
     * @param indices the datagrams' indices in the columns of hashes
     * @param size their number
     */
    void prefetch(int[] indices, int size, long[] sources, long[] destinations, long[] flows) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += flowRetention.touch(flows[indices[i]]);
        }
        for (int i = 0; i < size; i++) {
            sum += destinationOutcomes.touchDestination(destinations[indices[i]]);
        }
        for (int i = 0; i < size; i++) {
            sum += destinationOutcomes.touchSource(sources[indices[i]]);
        }
        for (int i = 0; i < size; i++) {
            sum += destinationOutcomes.touchClosed(destinations[indices[i]]);
        }
        prefetched = sum;
    }
}
