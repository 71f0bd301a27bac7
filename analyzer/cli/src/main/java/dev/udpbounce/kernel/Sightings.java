package dev.udpbounce.kernel;

import dev.udpbounce.correlate.Flow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was seen of the sockets of flows, and when; the latest few of each, for a bounded number of flows. */
final class Sightings {
    /**
     * One look.
     *
     * @param timeNs nanoseconds since the Unix epoch
     * @param state null if there was no socket
     */
    record Sighting(long timeNs, @Nullable SocketState state) {}

    private static final int MAX_FLOWS = 1 << 13;
    private static final int PER_FLOW = 16;

    private final Map<Flow, Deque<Sighting>> byFlow = new BoundedMap<>(MAX_FLOWS);

    synchronized void add(Flow flow, Sighting sighting) {
        Deque<Sighting> known = byFlow.computeIfAbsent(flow, f -> new ArrayDeque<>(2));
        if (known.size() == PER_FLOW) {
            known.removeFirst();
        }
        known.addLast(sighting);
    }

    synchronized void clear() {
        byFlow.clear();
    }

    /** The first look at {@code timeNs} or later. */
    synchronized @Nullable Sighting firstFrom(long timeNs, Flow flow) {
        Deque<Sighting> known = byFlow.get(flow);
        if (known != null) {
            for (Sighting sighting : known) {
                if (sighting.timeNs >= timeNs) {
                    return sighting;
                }
            }
        }
        return null;
    }

    /** The last look before {@code timeNs}. */
    synchronized @Nullable Sighting lastBefore(long timeNs, Flow flow) {
        Deque<Sighting> known = byFlow.get(flow);
        Sighting last = null;
        if (known != null) {
            for (Sighting sighting : known) {
                if (sighting.timeNs < timeNs) {
                    last = sighting;
                }
            }
        }
        return last;
    }
}
