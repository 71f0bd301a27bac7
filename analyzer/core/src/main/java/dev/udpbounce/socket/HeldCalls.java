// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls on sockets that the user's filter has not selected yet; a socket is selected once one of its packets passes.
 * Bounded: the earliest calls of the longest-waiting socket are dropped, and counted if the filter selects the socket
 * later.
 */
final class HeldCalls {
    private static final class OfSocket {
        private final Deque<Event.Syscall> calls = new ArrayDeque<>();
        private long forgotten;
    }

    private final int most;
    private final Consumer<Event> out;
    private final Map<Long, OfSocket> held = new LinkedHashMap<>();
    private final @Nullable Set<Long> selected;
    private int count;
    private long forgotten;

    /**
     * @param filtering whether there is a filter; without one every call goes to {@code out}
     * @param most maximum number of held calls
     */
    HeldCalls(boolean filtering, int most, Consumer<Event> out) {
        this.most = most;
        this.out = out;
        selected = filtering ? new HashSet<>() : null;
    }

    boolean filtering() {
        return selected != null;
    }

    void add(Event.Syscall call) {
        long socket = call.call().socketId();
        if (isSelected(socket)) {
            out.accept(call);
            return;
        }
        if (count == most) {
            forgetOne();
        }
        held.computeIfAbsent(socket, ignored -> new OfSocket()).calls.addLast(call);
        count++;
    }

    private void forgetOne() {
        for (OfSocket each : held.values()) {
            if (each.calls.pollFirst() != null) {
                each.forgotten++;
                count--;
                return;
            }
        }
    }

    /** Selects a socket because a packet of it passed the filter. */
    void select(SocketReplay socket) {
        if (selected != null && selected.add(socket.id())) {
            OfSocket calls = held.remove(socket.id());
            if (calls != null) {
                count -= calls.calls.size();
                forgotten += calls.forgotten;
                calls.calls.forEach(out);
            }
        }
    }

    boolean isSelected(long socketId) {
        return selected == null || selected.contains(socketId);
    }

    /** Removes a socket; its calls that were not selected are dropped. */
    void leave(SocketReplay socket) {
        if (selected != null) {
            selected.remove(socket.id());
            OfSocket calls = held.remove(socket.id());
            count -= calls == null ? 0 : calls.calls.size();
        }
    }

    /** Returns the number of calls on selected sockets that were dropped before the filter selected them. */
    long forgotten() {
        return forgotten;
    }
}
