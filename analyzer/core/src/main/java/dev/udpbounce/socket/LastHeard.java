// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;

/** The time of the last datagram from each port. The least recently used entries are dropped. */
final class LastHeard {
    /** The time of a port from which no datagram was seen. */
    static final long NEVER = Long.MIN_VALUE;

    private static final int MOST = 1 << 14;
    private static final float LOAD = 0.75f;

    private final Map<Endpoint, Long> heard = new LinkedHashMap<>(16, LOAD, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Endpoint, Long> eldest) {
            return size() > MOST;
        }
    };

    /** Adds any datagram, in order of capture. */
    void seen(Send send) {
        heard.put(new Endpoint(send.flow().source(), send.flow().sourcePort()), send.timeNs());
    }

    /** Returns the time of the latest datagram from an endpoint, nanoseconds since the epoch, or {@link #NEVER}. */
    long heardNs(Endpoint endpoint) {
        return heard.getOrDefault(endpoint, NEVER);
    }
}
