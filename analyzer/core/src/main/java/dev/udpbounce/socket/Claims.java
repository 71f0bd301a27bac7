// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Prefix;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketOwner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Matches captured datagrams with the calls that sent them. Bounded: the oldest datagrams are dropped. */
final class Claims {

    /** A captured datagram, with the call and the socket that claimed it. */
    static final class Seen {
        private final Send send;
        private final Prefix prefix;
        private @Nullable SocketOwner sender;
        private @Nullable SocketReplay socket;
        private long errorFrame;

        Seen(Send send, Prefix prefix) {
            this.send = send;
            this.prefix = prefix;
        }

        Send send() {
            return send;
        }

        /** Returns the sender; null while no call has claimed the datagram. */
        @Nullable
        SocketOwner sender() {
            return sender;
        }

        /** Returns the sending socket; null while no call has claimed the datagram. */
        @Nullable
        SocketReplay socket() {
            return socket;
        }

        /** Returns the frame number of the first error that the datagram caused, or 0. */
        long errorFrame() {
            return errorFrame;
        }

        void bouncedBy(long frame) {
            errorFrame = errorFrame == 0 ? frame : errorFrame;
        }
    }

    private final int mostUnclaimed;
    private final Deque<Seen> unclaimed = new ArrayDeque<>();
    private final Map<Long, Seen> byFrame;
    private final IdentityHashMap<SocketCall, List<Seen>> byCall = new IdentityHashMap<>();

    /** @param most maximum number of remembered datagrams; half as many may wait for their call */
    Claims(int most) {
        mostUnclaimed = most / 2;
        byFrame = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Seen> eldest) {
                return size() > most;
            }
        };
    }

    /** Adds a captured datagram; returns the one dropped to make room, which no call can claim any more, or null. */
    @Nullable
    Seen seen(Send send, Prefix prefix) {
        Seen forgotten = unclaimed.size() == mostUnclaimed ? unclaimed.removeFirst() : null;
        Seen seen = new Seen(send, prefix);
        byFrame.put(send.frame(), seen);
        unclaimed.addLast(seen);
        return forgotten;
    }

    @Nullable
    Seen find(long frame) {
        return byFrame.get(frame);
    }

    /**
     * Assigns the earliest datagrams that fit a message to its call: one, or one per segment if the kernel segmented
     * the message before capture; none if the capture has none.
     */
    List<Seen> claim(SocketCall call, SocketCall.Message message, SocketReplay socket, long slackNs) {
        List<Seen> claimed = new ArrayList<>();
        take(call, message, message.length(), message.prefix(), socket, slackNs, claimed);
        if (claimed.isEmpty() && message.segmented()) {
            for (int i = 0; i < message.datagrams(); i++) {
                Prefix prefix = i == 0 ? message.prefix() : Prefix.NONE;
                take(call, message, message.length(i), prefix, socket, slackNs, claimed);
            }
        }
        return claimed;
    }

    private void take(
            SocketCall call,
            SocketCall.Message message,
            int length,
            Prefix prefix,
            SocketReplay socket,
            long slackNs,
            List<Seen> to) {
        // The state at entry, as the socket may have left its port since.
        Endpoint local = socket.history().at(call.request().entryNs()).local();
        for (Iterator<Seen> each = unclaimed.iterator(); each.hasNext(); ) {
            Seen seen = each.next();
            if (seen.send.timeNs() > call.answer().exitNs() + slackNs) {
                return;
            }
            if (seen.send.timeNs() >= call.request().entryNs() && fits(seen, message.peer(), length, prefix, local)) {
                each.remove();
                seen.sender = call.caller();
                seen.socket = socket;
                byCall.computeIfAbsent(call, ignored -> new ArrayList<>()).add(seen);
                to.add(seen);
                return;
            }
        }
    }

    private static boolean fits(
            Seen seen, @Nullable Endpoint peer, int length, Prefix prefix, @Nullable Endpoint local) {
        Flow flow = seen.send.flow();
        return (length < 0 || length == seen.send.payloadLength())
                && (peer == null || StateHistory.leadsTo(peer, flow))
                && (local == null || local.port() == flow.sourcePort())
                && prefix.agrees(seen.prefix);
    }

    /** Returns the datagrams claimed by a call. */
    List<Seen> ofCall(SocketCall call) {
        return byCall.getOrDefault(call, List.of());
    }

    /** Removes the claims of a call. */
    void done(SocketCall call) {
        byCall.remove(call);
    }

    /** Passes on the datagrams that no call has claimed, and removes them. */
    void unclaimed(Consumer<Seen> to) {
        unclaimed.forEach(to);
        unclaimed.clear();
    }
}
