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

    /** Forgets the errors that arrived before this time. */
    void forgetBefore(long timeNs) {
        while (!all.isEmpty() && all.peek().timeNs() < timeNs) {
            remove(all.remove());
        }
    }

    private void remove(ReportedError error) {
        int port = error.socket().localPort();
        Deque<ReportedError> itsPort = byPort.get(port);
        if (itsPort != null && itsPort.remove(error)) {
            unseen--;
            if (itsPort.isEmpty()) {
                byPort.remove(port);
            }
        }
    }

    /**
     * Removes the first error that a captured one may be, that of a socket in this network namespace before others.
     *
     * @param sinceNs errors that arrived before are not it
     * @return null if there is none
     */
    @Nullable
    ReportedError take(Bounce bounce, long sinceNs, long ownNetwork) {
        Flow flow = bounce.quoted().flow();
        int errno = bounce.icmp().linux().errnoNumber();
        Deque<ReportedError> itsPort = byPort.get(flow.sourcePort());
        if (errno == 0 || itsPort == null) {
            return null;
        }
        boolean onlyOwn = flow.source().isLoopback();
        ReportedError found = null;
        for (ReportedError error : itsPort) {
            boolean own = error.socket().network() == ownNetwork;
            if (error.timeNs() >= sinceNs && (own || !onlyOwn) && error.fits(bounce, errno)) {
                if (own) {
                    found = error;
                    break;
                }
                found = found == null ? error : found;
            }
        }
        if (found != null) {
            remove(found);
        }
        return found;
    }
}
