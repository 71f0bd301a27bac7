// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.DestinationIndex;
import dev.udpbounce.correlate.store.EvidenceIndex;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.PendingSends;

/**
 * Puts sends into the indexes that errors are looked up in: that of evidence, if errors quote a long flow, and that of
 * destinations, once an error needs it. If the index of evidence is full, the oldest sends leave.
 */
final class IndexedSends {
    private final PendingSends sends;
    private final FlowTable flows;
    private final Chains chains;
    private final EvidenceIndex evidence;
    private final DestinationIndex destinations;
    private final SendRetention retention;

    IndexedSends(
            PendingSends sends,
            FlowTable flows,
            Chains chains,
            EvidenceIndex evidence,
            DestinationIndex destinations,
            SendRetention retention) {
        this.sends = sends;
        this.flows = flows;
        this.chains = chains;
        this.evidence = evidence;
        this.destinations = destinations;
        this.retention = retention;
    }

    /**
     * Adds a send that was just linked to its flow, as far as it belongs into an index.
     *
     * @param slot slot of its flow
     */
    void linked(long sequence, int slot) {
        if (destinations.isBuilt()) {
            destinations.add(sequence);
        }
        int direction = sends.direction(sequence);
        if (flows.isIndexed(slot, direction) && makeRoom(sequence)) {
            evidence.add(sequence);
            if (flows.isIndexedByHeaders(slot, direction)) {
                evidence.addByHeaders(sequence);
            }
        }
    }

    /** Indexes the waiting sends of a followed flow by their payload; {@link #linked} adds later ones. */
    void index(int slot, int direction) {
        long[] waiting = chains.all(slot, direction);
        flows.setIndexed(slot, direction);
        for (long sequence : waiting) {
            if (makeRoom(sequence)) {
                evidence.add(sequence);
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
            if (makeRoom(sequence)) {
                evidence.addByHeaders(sequence);
            }
        }
    }

    /** Removes sends older than this one while the index is full; returns false if this one has left itself. */
    private boolean makeRoom(long sequence) {
        while (evidence.isFull() && sends.oldest() < sequence) {
            retention.evictOldest();
        }
        return sends.isLive(sequence);
    }
}
