// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Flow;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The states of a socket, from its creation to its end. Bounded: the latest changes are kept. */
final class StateHistory {
    private static final int MOST_CHANGES = 64;
    private static final int MOST_LOCALS = 1024;

    /** The state from a time on; {@code fresh} if it shares no address with the state before. */
    private static final class Change {
        final long fromNs;
        final boolean fresh;
        SocketState state;

        Change(long fromNs, boolean fresh, SocketState state) {
            this.fromNs = fromNs;
            this.fresh = fresh;
            this.state = state;
        }
    }

    private final Deque<Change> changes = new ArrayDeque<>();
    private final Set<Endpoint> locals = new LinkedHashSet<>();
    private long bornNs = Long.MIN_VALUE;
    private long diedNs = Long.MAX_VALUE;

    /** Notes the state after a call that returned; returns the port that the socket got by it, or 0. */
    int note(SocketCall call) {
        if (call.request().kind() == SocketCall.Kind.SOCKET) {
            bornNs = call.request().entryNs();
        }
        if (call.request().entryNs() > diedNs) {
            diedNs = Long.MAX_VALUE;
        }
        Change last = changes.peekLast();
        int port = 0;
        // A port that was not bound by number is released with the peer, and the next send gets another one.
        boolean fresh = call.disconnects();
        SocketState state = call.state();
        Endpoint local = state.local();
        if (local != null && local.port() == 0) {
            state = state.withLocal(null);
        }
        if (state.local() == null && last != null && !fresh) {
            state = state.withLocal(last.state.local());
        }
        if (last == null || fresh || !last.state.equals(state)) {
            if (changes.size() == MOST_CHANGES) {
                changes.removeFirst();
            }
            // A change applies to errors that come while its call is still in progress.
            changes.addLast(new Change(call.request().entryNs(), fresh, state));
            Endpoint before = last == null ? null : last.state.local();
            port = state.local() == null || state.local().equals(before)
                    ? 0
                    : state.local().port();
        }
        remember(state.local());
        return port;
    }

    /** Notes the source of a datagram, which is the address of a socket that is not known to have another one. */
    void sentFrom(Endpoint source, long entryNs) {
        remember(source);
        for (Change change : (Iterable<Change>) changes::descendingIterator) {
            if (change.state.local() != null || (change.fresh && change.fromNs > entryNs)) {
                break;
            }
            change.state = change.state.withLocal(source);
            if (change.fresh) {
                break;
            }
        }
    }

    private void remember(@Nullable Endpoint local) {
        if (local != null && local.port() != 0 && locals.add(local.onWire()) && locals.size() > MOST_LOCALS) {
            locals.remove(locals.iterator().next());
        }
    }

    /** Returns the number of changes and addresses held. */
    int size() {
        return changes.size() + locals.size();
    }

    void diedAt(long timeNs) {
        diedNs = timeNs;
    }

    boolean diedBefore(long timeNs) {
        return timeNs > diedNs;
    }

    boolean hasDied() {
        return diedNs != Long.MAX_VALUE;
    }

    /** Returns the state at this time; the earliest known state for times before it. */
    SocketState at(long timeNs) {
        SocketState state = changes.isEmpty() ? SocketState.NEW : changes.getFirst().state;
        for (Change change : changes) {
            if (change.fromNs <= timeNs) {
                state = change.state;
            }
        }
        return state;
    }

    /** Returns whether the socket had left its port at this time and had no other one yet: {@code __udp_disconnect}. */
    boolean hasNoPort(long timeNs) {
        boolean left = false;
        for (Change change : changes) {
            left |= change.fresh && change.fromNs <= timeNs;
        }
        return left && at(timeNs).local() == null;
    }

    /** Returns the state that a call with this entry found. */
    SocketState before(long entryNs) {
        return at(entryNs - 1);
    }

    /** Returns the time since which the socket had the local address and the peer of this time. */
    long addressedSince(long timeNs) {
        long sinceNs = bornNs;
        SocketState before = SocketState.NEW;
        for (Change change : changes) {
            if (change.fromNs > timeNs) {
                break;
            }
            if (!Objects.equals(change.state.local(), before.local())
                    || !Objects.equals(change.state.peer(), before.peer())) {
                sinceNs = change.fromNs;
            }
            before = change.state;
        }
        return sinceNs;
    }

    /** Returns the latest local address, as far as it is known. */
    @Nullable
    Endpoint local() {
        return changes.isEmpty() ? null : changes.getLast().state.local();
    }

    /** Returns whether the socket ever was at this end of a flow, as far as is known. */
    boolean wasAt(Endpoint end) {
        for (Endpoint each : locals) {
            if (each.port() == end.port() && (each.isAny() || each.isSameAs(end))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns how well the socket fits an error at this time, like the kernel's {@code compute_score} ({@code
     * net/ipv4/udp.c}): a socket at the quoted address before one at any address, a connected one before an unconnected
     * one, one of the address family before one of both.
     *
     * @param quoted the flow that the error quotes
     * @return -1 if it does not fit
     */
    int score(Flow quoted, long timeNs) {
        SocketState state = at(timeNs);
        Endpoint local = state.local();
        if (timeNs < bornNs || timeNs > diedNs || local == null || local.port() != quoted.sourcePort()) {
            return -1;
        }
        Endpoint source = new Endpoint(quoted.source(), quoted.sourcePort());
        boolean any = local.isAny();
        int version = local.address().version();
        if (any ? version < quoted.version() : !local.isSameAs(source)) {
            return -1;
        }
        Endpoint peer = state.peer();
        if (peer != null && !leadsTo(peer, quoted)) {
            return -1;
        }
        return (any ? 0 : 4) + (peer == null ? 0 : 2) + (version == quoted.version() ? 1 : 0);
    }

    /** Returns whether a flow goes to this peer; the all-zeros address means this host. */
    static boolean leadsTo(Endpoint peer, Flow flow) {
        return peer.port() == flow.destinationPort()
                && (peer.isAny()
                        ? flow.destination().isLoopback()
                        : peer.onWire().address().equals(flow.destination()));
    }
}
