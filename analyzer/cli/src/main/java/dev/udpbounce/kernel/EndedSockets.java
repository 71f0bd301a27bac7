package dev.udpbounce.kernel;

import dev.udpbounce.correlate.Flow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The latest few thousand sockets that ended, by their local ports. One thread adds, another asks. */
final class EndedSockets {
    /**
     * A socket that is no more.
     *
     * @param last its last state
     * @param timeNs when that became known, a moment after it happened; nanoseconds since the Unix epoch
     */
    record End(SocketState last, long timeNs) {}

    static final int CAPACITY = 1 << 14;
    private static final int PORTS = 1 << 16;

    // A ring, and through it a chain for every local port, from the latest back. Ordinals count from 1.
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

    /** Some may not have been added. */
    synchronized void missed(long nowNs) {
        Arrays.fill(latest, 0);
        completeSinceNs = nowNs;
    }

    /** Since when every end has been added; nanoseconds since the Unix epoch. */
    synchronized long completeSinceNs() {
        return completeSinceNs;
    }

    /** The socket of {@code flow} that was the first to end at {@code timeNs} or later; null if none is known. */
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
