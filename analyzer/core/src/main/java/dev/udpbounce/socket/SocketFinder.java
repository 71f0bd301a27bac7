// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.SocketCall.Endpoint;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the socket that the kernel gives an error to. The kernel looks it up by the quoted addresses and ports ({@code
 * __udp4_lib_err}), so it may not be the socket that sent the datagram.
 */
final class SocketFinder {
    /** Maximum number of ports kept per socket, the latest ones. */
    private static final int MOST_PORTS = 1024;

    private final Map<Integer, Set<SocketReplay>> byPort = new HashMap<>();
    private final Map<SocketReplay, Set<Integer>> portsOf = new HashMap<>();

    /** Adds a port of a socket. */
    void note(int port, SocketReplay socket) {
        Set<Integer> ports = portsOf.computeIfAbsent(socket, ignored -> new LinkedHashSet<>());
        if (ports.size() == MOST_PORTS && !ports.contains(port)) {
            int first = ports.iterator().next();
            ports.remove(first);
            remove(first, socket);
        }
        ports.add(port);
        byPort.computeIfAbsent(port, ignored -> new LinkedHashSet<>()).add(socket);
    }

    /** Removes a socket. */
    void remove(SocketReplay socket) {
        Set<Integer> ports = portsOf.remove(socket);
        if (ports != null) {
            ports.forEach(port -> remove(port, socket));
        }
    }

    private void remove(int port, SocketReplay socket) {
        Set<SocketReplay> there = byPort.get(port);
        if (there != null && there.remove(socket) && there.isEmpty()) {
            byPort.remove(port);
        }
    }

    /**
     * Returns the socket that receives an error. Of equal scores, the socket that got its addresses last
     * wins, as the kernel adds to the head of its list.
     */
    @Nullable
    SocketReplay find(Bounce bounce) {
        Flow quoted = bounce.socketFlow();
        long timeNs = bounce.sighting().timeNs();
        SocketReplay best = null;
        int bestScore = -1;
        long bestSinceNs = Long.MIN_VALUE;
        for (SocketReplay socket : byPort.getOrDefault(quoted.sourcePort(), Set.of())) {
            int score = socket.isWhere(bounce) ? socket.history().score(quoted, timeNs) : -1;
            long sinceNs = score < 0 ? Long.MIN_VALUE : socket.history().addressedSince(timeNs);
            if (score >= 0 && (score > bestScore || (score == bestScore && sinceNs >= bestSinceNs))) {
                best = socket;
                bestScore = score;
                bestSinceNs = sinceNs;
            }
        }
        return best;
    }

    /** Returns a socket that was at this end of a flow at any time, the latest of several; null if there is none. */
    @Nullable
    SocketReplay everAt(Endpoint end) {
        SocketReplay latest = null;
        for (SocketReplay socket : byPort.getOrDefault(end.port(), Set.of())) {
            if (socket.history().wasAt(end)) {
                latest = socket;
            }
        }
        return latest;
    }

    /** Returns the socket that sent a datagram that was not captured, as far as calls show it; else null. */
    @Nullable
    SocketReplay senderUnseen(Bounce bounce) {
        SocketReplay latest = null;
        long latestNs = Long.MIN_VALUE;
        int port = bounce.socketFlow().sourcePort();
        for (SocketReplay socket : byPort.getOrDefault(port, Set.of())) {
            long sentNs = socket.sentUnseen(bounce);
            if (sentNs > latestNs && socket.isWhere(bounce)) {
                latest = socket;
                latestNs = sentNs;
            }
        }
        return latest;
    }

    /** Passes all sockets that were at an end of a flow at any time. */
    void eachAt(Flow flow, Consumer<SocketReplay> taker) {
        eachAt(new Endpoint(flow.source(), flow.sourcePort()), taker);
        eachAt(new Endpoint(flow.destination(), flow.destinationPort()), taker);
    }

    private void eachAt(Endpoint end, Consumer<SocketReplay> taker) {
        for (SocketReplay socket : byPort.getOrDefault(end.port(), Set.of())) {
            if (socket.history().wasAt(end)) {
                taker.accept(socket);
            }
        }
    }

    /** Returns whether a socket was at an end of a flow at any time. */
    boolean knows(Flow flow) {
        return everAt(new Endpoint(flow.source(), flow.sourcePort())) != null
                || everAt(new Endpoint(flow.destination(), flow.destinationPort())) != null;
    }
}
