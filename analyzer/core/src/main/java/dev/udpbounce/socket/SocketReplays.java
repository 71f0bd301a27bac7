// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.SocketCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a trace by their ids. Bounded by memory: the sockets that ended first are dropped first, then the ones
 * without a call for the longest time.
 */
final class SocketReplays {
    private static final class Held {
        private final SocketReplay socket;
        private long octets;

        Held(SocketReplay socket) {
            this.socket = socket;
        }
    }

    private static final float LOAD = 0.75f;

    private final long most;
    private final Function<SocketCall, SocketReplay> made;
    private final Consumer<SocketReplay> forgotten;
    private final Map<Long, Held> living = new LinkedHashMap<>(16, LOAD, true);
    private final Map<Long, Held> ended = new LinkedHashMap<>();
    private long octets;

    /**
     * @param most approximate maximum of octets; one socket is held in any case
     * @param made creates a socket from its first call
     * @param forgotten receives the sockets dropped for lack of room
     */
    SocketReplays(long most, Function<SocketCall, SocketReplay> made, Consumer<SocketReplay> forgotten) {
        this.most = most;
        this.made = made;
        this.forgotten = forgotten;
    }

    /** Returns the socket of a call. */
    SocketReplay of(SocketCall call) {
        Held known = find(call.socketId());
        if (known != null) {
            return known.socket;
        }
        SocketReplay socket = made.apply(call);
        living.put(socket.id(), new Held(socket));
        changed(socket);
        return socket;
    }

    private @Nullable Held find(long id) {
        Held held = living.get(id);
        return held == null ? ended.get(id) : held;
    }

    /** Ends a socket, which nothing refers to any more. */
    void ended(long id, long timeNs) {
        Held held = find(id);
        if (held != null) {
            held.socket.history().diedAt(timeNs);
            living.remove(id);
            ended.put(id, held);
        }
    }

    /** Settles the errors of a socket that has ended, unless something refers to it again. */
    void settle(long id) {
        Held held = ended.get(id);
        if (held != null && held.socket.history().hasDied()) {
            held.socket.finish();
            changed(held.socket);
        }
    }

    /** Updates the memory of a socket, which may have become live again; may drop others to make room. */
    void changed(SocketReplay socket) {
        Held held = find(socket.id());
        if (held == null) {
            return;
        }
        if (!socket.history().hasDied() && ended.remove(socket.id()) != null) {
            living.put(socket.id(), held);
        }
        long before = held.octets;
        held.octets = socket.octets();
        octets += held.octets - before;
        while (octets > most && living.size() + ended.size() > 1) {
            forgetOneBeside(socket);
        }
    }

    private void forgetOneBeside(SocketReplay socket) {
        boolean alone = ended.isEmpty() || (ended.size() == 1 && ended.containsKey(socket.id()));
        Iterator<Held> each = (alone ? living : ended).values().iterator();
        Held first = each.next();
        if (first.socket.equals(socket)) {
            first = each.next();
        }
        each.remove();
        octets -= first.octets;
        forgotten.accept(first.socket);
    }

    /** Returns the held sockets, ordered by id. */
    List<SocketReplay> all() {
        List<SocketReplay> all = new ArrayList<>();
        living.values().forEach(held -> all.add(held.socket));
        ended.values().forEach(held -> all.add(held.socket));
        all.sort(Comparator.comparingLong(SocketReplay::id));
        return all;
    }
}
