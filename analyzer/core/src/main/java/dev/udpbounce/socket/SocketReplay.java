// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate.Doubt;
import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.SocketState;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.icmp.Delivery;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Replays the kernel's handling of a socket's errors from its calls and errors. */
final class SocketReplay {
    /** Approximate memory of a socket, octets; below, of each error, call and address that it holds. */
    private static final int OCTETS = 2048;

    private static final int OCTETS_OF_ERROR = 768;
    private static final int OCTETS_OF_CALL = 384;
    private static final int OCTETS_OF_ADDRESS = 160;

    private final long id;
    private final StateHistory history = new StateHistory();
    private final ErrorSlots slots = new ErrorSlots();
    private final ErrorSettlement settlement;
    private final SendRefusals refusals;
    private final CallEffects effects;
    private final FirewallRefusals firewall = new FirewallRefusals();
    private final UnseenSends unseen = new UnseenSends();
    private SocketCounts counts = new SocketCounts();
    private final SocketPeers peers = new SocketPeers();
    private SocketOwner owner;
    private boolean everConnected;
    private boolean everRecverr;
    private boolean elsewhere;
    private @Nullable String namespace;

    /** @param seesAll whether all packets of this network namespace are seen */
    SocketReplay(long id, SocketOwner owner, boolean seesAll, Consumer<Event> out) {
        this.id = id;
        this.owner = owner;
        settlement = new ErrorSettlement(this, history, slots, out);
        refusals = new SendRefusals(seesAll);
        effects = new CallEffects(this, seesAll, history, slots, settlement, refusals, peers);
    }

    long id() {
        return id;
    }

    /** Returns the approximate memory of this socket, octets. */
    long octets() {
        return OCTETS
                + (long) OCTETS_OF_ERROR * slots.size()
                + (long) OCTETS_OF_CALL * (unseen.size() + firewall.size())
                + (long) OCTETS_OF_ADDRESS * history.size();
    }

    /** Returns the latest caller on this socket. */
    SocketOwner owner() {
        return owner;
    }

    SocketCounts counts() {
        return counts;
    }

    StateHistory history() {
        return history;
    }

    /**
     * Applies the effect of a call on the socket, before any error of its time is added. Returns the port that the
     * socket got by it, or 0.
     */
    int note(SocketCall call) {
        SocketState state = call.state();
        everConnected |= state.connected();
        everRecverr |= state.recverr();
        elsewhere |= state.elsewhere();
        namespace = state.namespace();
        firewall.note(call);
        return history.note(call);
    }

    /** Returns the error with the reason, as far as calls show it, why its datagram was not captured. */
    private Bounce explained(Bounce bounce) {
        if (bounce.attribution().match() != Match.ORPHAN || bounce.attribution().duplicateOf() != 0) {
            return bounce;
        }
        OrphanReason reason = firewall.at(bounce.sighting().timeNs())
                ? OrphanReason.LOCAL_REJECT
                : isOfNeighbour(bounce.icmp()) ? OrphanReason.NO_NEIGHBOUR : null;
        return reason == null
                ? bounce
                : new BounceRecord(
                        bounce.sighting(), bounce.icmp(), bounce.quoted(), BounceRecord.Attribution.orphan(reason));
    }

    /** Returns whether this host reports a host unreachable, about a datagram that waited for its neighbor. */
    private static boolean isOfNeighbour(Bounce.Icmp icmp) {
        return icmp.meaning().isHostUnreachable() && icmp.reporter() == Reporter.LOCAL;
    }

    /** Returns the time of the latest uncaptured send that fits a quote; {@link Long#MIN_VALUE} if there is none. */
    long sentUnseen(Bounce bounce) {
        return unseen.latest(bounce.quoted(), bounce.sighting().timeNs());
    }

    /**
     * Applies a call of the program, in order of exits; returns its links.
     *
     * @param sent frame numbers of its datagrams
     * @param counted whether datagrams that were not captured are counted as sent
     */
    Links call(SocketCall call, List<Long> sent, boolean counted) {
        owner = call.caller();
        Links links = effects.of(call);
        if (call.request().kind() == Kind.SEND && !call.failed() && sent.isEmpty()) {
            unseen.add(call);
        }
        if (call.request().kind() == Kind.SEND) {
            counts.unsent(links.unsent());
            if (!call.failed()) {
                int datagrams = counted ? SendRefusals.datagrams(call.sent()) : sent.size();
                counts.sent(datagrams);
                if (datagrams > 0) {
                    peers.sent(call);
                }
            }
        }
        return links.withSent(sent);
    }

    /**
     * Adds an error that the kernel gives to this socket, or would have.
     *
     * @param cause the datagram, if it was captured
     * @param sender the socket that sent a datagram that was not captured, as far as calls show it
     */
    void error(Bounce bounce, Claims.@Nullable Seen cause, @Nullable SocketReplay sender) {
        SocketError error = new SocketError(explained(bounce), this, cause, sender);
        refusals.noteMtu(error.peer(), bounce.icmp().mtu());
        if (history.diedBefore(error.timeNs())) {
            settlement.untold(error, Verdict.NO_SOCKET, Story.DIED_WITH_SOCKET);
            return;
        }
        SocketState state = history.at(error.timeNs());
        Delivery delivery = bounce.icmp().linux();
        boolean recverr = bounce.icmp().version() == 4 ? state.recverr4() : state.recverr6();
        if (!isFound(error, state)
                || !(recverr ? delivery.tellsRecverr() : state.connected() && delivery.tellsConnected())) {
            if (state.connected() && !delivery.tellsConnected()) {
                error.sentBy().counts().soft();
            }
            settlement.untold(error, Verdict.NEVER_TOLD, Story.NEVER_TOLD);
            return;
        }
        SocketError tooMuch = slots.add(error, recverr);
        if (tooMuch != null) {
            settlement.forget(tooMuch, Doubt.TOO_MANY);
        }
    }

    /** Returns whether the kernel finds this socket by the quote, as far as its address is known. */
    private boolean isFound(SocketError error, SocketState state) {
        Flow quoted = error.bounce.socketFlow();
        if (state.local() != null) {
            return history.score(quoted, error.timeNs()) >= 0;
        }
        boolean elsewhere = error.bounce.isTranslated() && state.connected();
        return !elsewhere
                && !history.hasNoPort(error.timeNs())
                && (state.peer() == null || StateHistory.leadsTo(state.peer(), quoted));
    }

    /** Settles the remaining errors at the end of the trace. */
    void finish() {
        settlement.forgetAll(Doubt.TRACE_ENDED);
    }

    /**
     * Removes this socket for lack of room. The outcome of its remaining errors stays unknown. Its counts, and later
     * ones from errors at other sockets, go to {@code others}.
     */
    void leave(SocketCounts others) {
        settlement.forgetAll(Doubt.TOO_MANY);
        others.add(counts);
        counts = others;
    }

    /**
     * Returns whether an error may be about this socket as far as the network namespace in which it was captured tells: a
     * loopback address is another one in each.
     */
    boolean isWhere(Bounce bounce) {
        return !bounce.socketFlow().source().isLoopback()
                || Objects.equals(namespace, bounce.sighting().origin().namespace());
    }

    boolean elsewhere() {
        return elsewhere;
    }

    SocketVerdict verdict() {
        return new SocketVerdict(
                id,
                owner,
                history.local(),
                peers.all(),
                counts.sends(),
                counts.errors(),
                everConnected,
                everRecverr,
                elsewhere);
    }
}
