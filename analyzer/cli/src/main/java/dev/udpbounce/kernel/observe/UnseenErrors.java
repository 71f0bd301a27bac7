// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Flow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The errors that the kernel has reported and that were not captured so far, by local port; a bounded number. */
final class UnseenErrors {
    /** The usual difference of the clocks. */
    private static final long CLOCK_NS = 100_000;

    private final int capacity;
    private final Map<Integer, Deque<ReportedError>> byPort = new HashMap<>();
    /** All in the order of time; those that were captured stay until they would be forgotten. */
    private final Deque<ReportedError> all = new ArrayDeque<>();

    private int unseen;

    UnseenErrors(int capacity) {
        this.capacity = capacity;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Adds an error; returns false if there is no room. */
    boolean add(ReportedError error) {
        if (unseen == capacity) {
            return false;
        }
        unseen++;
        all.add(error);
        byPort.computeIfAbsent(error.socket().localPort(), port -> new ArrayDeque<>(2))
                .add(error);
        return true;
    }

    void clear() {
        all.clear();
        byPort.clear();
        unseen = 0;
    }

    /**
     * Forgets the errors that arrived before this time.
     *
     * @return the arrival of the latest one that was not captured; Long.MIN_VALUE if there is none
     */
    long forgetBefore(long timeNs) {
        long latestNs = Long.MIN_VALUE;
        while (!all.isEmpty() && all.peek().timeNs() < timeNs) {
            ReportedError error = all.remove();
            if (remove(error)) {
                latestNs = error.timeNs();
            }
        }
        return latestNs;
    }

    /** Returns whether a captured error may be one that arrived at {@code sinceNs} or later. */
    boolean hasSince(Bounce bounce, long sinceNs) {
        int errno = bounce.icmp().linux().errnoNumber();
        Deque<ReportedError> itsPort = byPort.get(bounce.socketFlow().sourcePort());
        return errno != 0
                && itsPort != null
                && itsPort.stream().anyMatch(error -> error.timeNs() >= sinceNs && error.fits(bounce, errno));
    }

    /** Returns whether it was there. */
    private boolean remove(ReportedError error) {
        int port = error.socket().localPort();
        Deque<ReportedError> itsPort = byPort.get(port);
        if (itsPort == null || !itsPort.remove(error)) {
            return false;
        }
        unseen--;
        if (itsPort.isEmpty()) {
            byPort.remove(port);
        }
        return true;
    }

    /**
     * Removes the error that a captured one is: the first that arrived after it was captured, or else the last before, as
     * clocks differ; one of a socket in its network namespace before others.
     *
     * @param sinceNs errors that arrived before are not it
     * @param untilNs errors that arrived later are not it
     * @param network number of the network namespace; errors that quote loopback addresses are in no other
     * @return null if there is none
     */
    @Nullable
    ReportedError take(Bounce bounce, long sinceNs, long untilNs, long network) {
        Flow flow = bounce.socketFlow();
        int errno = bounce.icmp().linux().errnoNumber();
        Deque<ReportedError> itsPort = byPort.get(flow.sourcePort());
        if (errno == 0 || itsPort == null) {
            return null;
        }
        long capturedNs = bounce.sighting().timeNs() - CLOCK_NS;
        boolean onlyOwn = flow.source().isLoopback();
        ReportedError found = null;
        for (ReportedError error : itsPort) {
            boolean own = error.socket().network() == network;
            boolean inTime = error.timeNs() >= sinceNs && error.timeNs() <= untilNs;
            if (inTime && (own || !onlyOwn) && error.fits(bounce, errno)) {
                boolean better = found == null
                        || (own && found.socket().network() != network)
                        || (found.timeNs() < capturedNs
                                && own == (found.socket().network() == network));
                found = better ? error : found;
            }
        }
        if (found != null) {
            remove(found);
        }
        return found;
    }
}
