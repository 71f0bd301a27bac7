// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Flow;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The latest ended sockets of a network namespace, by local port. One thread adds, another queries. */
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

    // A ring that contains a chain for each local port, or for several, linked from the latest entry back. Ordinals
    // start at 1.
    private final int capacity;
    private final @Nullable End[] ring;
    private final long[] previous;
    private final long[] latest;
    private long count;
    private long completeSinceNs;

    EndedSockets(long nowNs) {
        this(nowNs, CAPACITY, PORTS);
    }

    /**
     * @param capacity number of sockets, a power of 2
     * @param chains number of chains, a power of 2
     */
    EndedSockets(long nowNs, int capacity, int chains) {
        this.capacity = capacity;
        ring = new End[capacity];
        previous = new long[capacity];
        latest = new long[chains];
        completeSinceNs = nowNs;
    }

    synchronized void add(End end) {
        int port = end.last.localPort() & (latest.length - 1);
        long ordinal = ++count;
        int slot = (int) (ordinal & (capacity - 1));
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
    @Nullable
    End firstFrom(long timeNs, Flow flow) {
        return firstFrom(timeNs, flow.sourcePort(), last -> last.covers(flow));
    }

    /** Returns whether a socket at a local port has ended at {@code timeNs} or later, whatever its peer was at the end. */
    boolean hasAtPort(long timeNs, int port) {
        return firstFrom(timeNs, port, last -> last.localPort() == port) != null;
    }

    private synchronized @Nullable End firstFrom(long timeNs, int port, Predicate<SocketState> wanted) {
        End first = null;
        long ordinal = latest[port & (latest.length - 1)];
        while (ordinal > 0 && ordinal > count - capacity) {
            int slot = (int) (ordinal & (capacity - 1));
            End end = ring[slot];
            if (end == null || end.timeNs < timeNs) {
                break;
            }
            if (wanted.test(end.last)) {
                first = end;
            }
            ordinal = previous[slot];
        }
        return first;
    }
}
