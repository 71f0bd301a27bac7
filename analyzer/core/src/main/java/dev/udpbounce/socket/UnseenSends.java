// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Quoted;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The latest sends of a socket whose datagrams were not captured, such as datagrams that wait for a neighbor. */
final class UnseenSends {
    private static final int MOST = 256;
    private static final int UDP_HEADER = 8;

    /** @param local where the socket was bound; null if that is not known */
    private record Unseen(
            long entryNs,
            @Nullable Endpoint local,
            Message message,
            @Nullable Endpoint peer) {}

    private final Deque<Unseen> sends = new ArrayDeque<>();

    void add(SocketCall call) {
        for (Message message : call.sent()) {
            if (sends.size() == MOST) {
                sends.removeFirst();
            }
            Endpoint peer = message.peer() == null ? call.state().peer() : message.peer();
            sends.addLast(new Unseen(call.request().entryNs(), call.state().local(), message, peer));
        }
    }

    /** Returns the number of sends held. */
    int size() {
        return sends.size();
    }

    /**
     * Returns the time of the latest send up to {@code untilNs} that fits a quote; {@link Long#MIN_VALUE} if there is
     * none.
     */
    long latest(Quoted quoted, long untilNs) {
        Flow flow = quoted.flow();
        Endpoint source = new Endpoint(flow.source(), flow.sourcePort());
        long latestNs = Long.MIN_VALUE;
        for (Unseen send : sends) {
            Endpoint local = send.local;
            boolean here = local != null && local.port() == source.port() && (local.isAny() || local.isSameAs(source));
            boolean there = send.peer != null && StateHistory.leadsTo(send.peer, flow);
            int length = send.message.length(0);
            boolean alike = quoted.udpLength() < 0 || length < 0 || quoted.udpLength() == length + UDP_HEADER;
            if (here && there && alike && send.entryNs <= untilNs) {
                latestNs = Math.max(latestNs, send.entryNs);
            }
        }
        return latestNs;
    }
}
