// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Flow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The latest few thousand ended sockets, by local port. One thread adds, another queries. */
final class EndedSockets {
    /**
     * A socket that has ended.
     *
     * @param last its last state
     * @param timeNs time at which the end became known, shortly after it happened; nanoseconds since the Unix epoch
     */
    record End(SocketState last, long timeNs) {}

    static final int CAPACITY = 1 << 14;
    private static final int PORTS = 1 << 16;

    // A ring that contains a chain for each local port, linked from the latest entry back. Ordinals start at 1.
    private final @Nullable End[] ring = new End[CAPACITY];
    private final long[] previous = new long[CAPACITY];
    private final long[] latest = new long[PORTS];
    private long count;
    private long completeSinceNs;

    EndedSockets(long nowNs) {
        completeSinceNs = nowNs;
    }

    synchronized void add(End end) {
        int port = end.last.localPort() & (PORTS - 1);
        long ordinal = ++count;
        int slot = (int) (ordinal & (CAPACITY - 1));
        ring[slot] = end;
        previous[slot] = latest[port];
        latest[port] = ordinal;
    }

    /** Forgets all ends, because some may have been lost. */
    synchronized void missed(long nowNs) {
        Arrays.fill(latest, 0);
        completeSinceNs = nowNs;
    }

    /** Returns the time since which every end has been added, in nanoseconds since the Unix epoch. */
    synchronized long completeSinceNs() {
        return completeSinceNs;
    }

    /** Returns the first socket of {@code flow} that ended at {@code timeNs} or later; null if none is known. */
    synchronized @Nullable End firstFrom(long timeNs, Flow flow) {
        End first = null;
        long ordinal = latest[flow.sourcePort() & (PORTS - 1)];
        while (ordinal > 0 && ordinal > count - CAPACITY) {
            int slot = (int) (ordinal & (CAPACITY - 1));
            End end = ring[slot];
            if (end == null || end.timeNs < timeNs) {
                break;
            }
            if (end.last.covers(flow)) {
                first = end;
            }
            ordinal = previous[slot];
        }
        return first;
    }
}
