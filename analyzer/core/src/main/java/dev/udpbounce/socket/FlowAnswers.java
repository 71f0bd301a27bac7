// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the answered datagrams of each flow, and keeps the time of the last datagram from each port. A datagram
 * answers all earlier ones in the other direction. The least recently used entries are dropped.
 */
final class FlowAnswers {
    /** The time of a port from which no datagram was seen. */
    static final long NEVER = Long.MIN_VALUE;

    private static final int MOST = 1 << 14;
    private static final float LOAD = 0.75f;

    private static final class Counts {
        private long sent;
        private long answered;
    }

    private final Map<Flow, Counts> flows = latest();
    private final Map<Endpoint, Long> heard = latest();

    private static <K, V> Map<K, V> latest() {
        return new LinkedHashMap<>(16, LOAD, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST;
            }
        };
    }

    /** Adds any datagram, in order of capture. */
    void seen(Send send) {
        Flow flow = send.flow();
        flows.computeIfAbsent(flow, ignored -> new Counts()).sent++;
        Counts other = flows.get(flow.reversed());
        if (other != null) {
            other.answered = other.sent;
        }
        heard.put(new Endpoint(flow.source(), flow.sourcePort()), send.timeNs());
    }

    /** Returns the number of answered datagrams of the flow. */
    long answered(Flow flow) {
        Counts counts = flows.get(flow);
        return counts == null ? 0 : counts.answered;
    }

    /** Returns the time of the latest datagram from an endpoint, nanoseconds since the epoch, or {@link #NEVER}. */
    long heardNs(Endpoint endpoint) {
        return heard.getOrDefault(endpoint, NEVER);
    }
}
