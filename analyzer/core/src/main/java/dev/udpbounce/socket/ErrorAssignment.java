// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Fate.Doubt;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall.Endpoint;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Assigns each error to a traced socket: to the one that the kernel finds by the quote, or else to the one that sent the
 * datagram. While no socket is known for an error, it waits for one to appear at the quoted port.
 */
final class ErrorAssignment {
    private final SocketFinder finder;
    private final Claims claims;
    private final SocketReplays sockets;
    private final HeldCalls calls;
    private final boolean all;
    private final UndecidedErrors undecided;
    private final Consumer<Event> events;

    /**
     * @param all whether errors of no traced socket become events as well
     * @param most maximum number of errors that wait
     * @param events receives the errors that no socket passes on
     */
    ErrorAssignment(
            SocketFinder finder,
            Claims claims,
            SocketReplays sockets,
            HeldCalls calls,
            boolean all,
            int most,
            Consumer<Event> events) {
        this.finder = finder;
        this.claims = claims;
        this.sockets = sockets;
        this.calls = calls;
        this.all = all;
        this.events = events;
        undecided = new UndecidedErrors(most, this::ofNoSocket);
    }

    /** Notes the port of a socket, and retries the errors that may be about it. */
    void located(SocketReplay socket, int port) {
        finder.note(port, socket);
        undecided.retry(port, this::decide);
    }

    /** Adds an error after the datagram that caused it. */
    void add(Bounce bounce) {
        Claims.Seen cause = cause(bounce);
        if (cause != null) {
            cause.bouncedBy(bounce.sighting().frame());
        }
        if (!decide(bounce)) {
            undecided.add(bounce);
        }
    }

    private Claims.@Nullable Seen cause(Bounce bounce) {
        Send cause = bounce.attribution().cause();
        return cause == null ? null : claims.find(cause.frame());
    }

    /** Assigns an error to the socket that the kernel finds, or else to the socket that sent the datagram. */
    private boolean decide(Bounce bounce) {
        SocketReplay found = finder.find(bounce);
        Claims.Seen cause = cause(bounce);
        SocketReplay holder = found == null && cause != null ? cause.socket() : found;
        if (holder == null) {
            return false;
        }
        give(bounce, holder, cause);
        return true;
    }

    private void give(Bounce bounce, SocketReplay holder, Claims.@Nullable Seen cause) {
        calls.select(holder);
        if (bounce.attribution().duplicateOf() != 0) {
            events.accept(new Event.IcmpError(bounce));
        } else {
            holder.error(bounce, cause, cause == null ? finder.senderUnseen(bounce) : null);
            sockets.changed(holder);
        }
    }

    /** Assigns an error for which no socket was found to one that was at its address at any time, if there is one. */
    private void ofNoSocket(Bounce bounce) {
        Flow flow = bounce.socketFlow();
        SocketReplay former = finder.everAt(new Endpoint(flow.source(), flow.sourcePort()));
        if (former != null) {
            give(bounce, former, cause(bounce));
        } else if (all) {
            events.accept(
                    bounce.attribution().duplicateOf() != 0
                            ? new Event.IcmpError(bounce)
                            : new Event.IcmpError(bounce, Fate.unknown(Doubt.NO_SOCKET_KNOWN)));
        }
    }

    /** Assigns the errors that still wait, as no further socket will appear. */
    void giveUp() {
        undecided.giveUp();
    }
}
