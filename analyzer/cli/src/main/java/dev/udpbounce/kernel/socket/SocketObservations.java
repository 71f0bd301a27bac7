// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Flow;
import dev.udpbounce.kernel.sys.BoundedMap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Timestamped observations of the sockets of flows; the latest few of each, for a bounded number of flows. */
final class SocketObservations {
    /**
     * An observation.
     *
     * @param timeNs nanoseconds since the Unix epoch
     * @param state null if there was no socket
     */
    record Observation(long timeNs, @Nullable SocketState state) {}

    private static final int MAX_FLOWS = 1 << 13;
    private static final int PER_FLOW = 16;

    private final Map<Flow, Deque<Observation>> byFlow = new BoundedMap<>(MAX_FLOWS);

    synchronized void add(Flow flow, Observation observation) {
        Deque<Observation> known = byFlow.computeIfAbsent(flow, f -> new ArrayDeque<>(2));
        if (known.size() == PER_FLOW) {
            known.removeFirst();
        }
        known.addLast(observation);
    }

    synchronized void clear() {
        byFlow.clear();
    }

    /** Returns the first observation at {@code timeNs} or later. */
    synchronized @Nullable Observation firstFrom(long timeNs, Flow flow) {
        Deque<Observation> known = byFlow.get(flow);
        if (known != null) {
            for (Observation observation : known) {
                if (observation.timeNs >= timeNs) {
                    return observation;
                }
            }
        }
        return null;
    }

    /** Returns the last observation before {@code timeNs}. */
    synchronized @Nullable Observation lastBefore(long timeNs, Flow flow) {
        Deque<Observation> known = byFlow.get(flow);
        Observation last = null;
        if (known != null) {
            for (Observation observation : known) {
                if (observation.timeNs < timeNs) {
                    last = observation;
                }
            }
        }
        return last;
    }
}
