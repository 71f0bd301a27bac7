// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.ExtendedError;
import dev.udpbounce.event.Fate.Doubt;
import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Found;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketCall.Message;
import dev.udpbounce.event.SocketCall.State;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.event.Unsent;
import dev.udpbounce.event.Unsent.Why;
import dev.udpbounce.icmp.Delivery;
import dev.udpbounce.icmp.Errno;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Replays the kernel's handling of a socket's errors from its calls and errors. */
final class SocketReplay {
    private static final int MOST_PEERS = 8;
    private static final int MOST_REFUSED = 64;
    /** Approximate memory of a socket, octets; below, of each error, call and address that it holds. */
    private static final int OCTETS = 2048;

    private static final int OCTETS_OF_ERROR = 768;
    private static final int OCTETS_OF_CALL = 384;
    private static final int OCTETS_OF_ADDRESS = 160;

    private final long id;
    private final boolean seesAll;
    private final Consumer<Event> out;
    private final StateHistory history = new StateHistory();
    private final ErrorSlots slots = new ErrorSlots();
    private final SendRefusals refusals;
    private final UnseenSends unseen = new UnseenSends();
    private SocketCounts counts = new SocketCounts();
    private final List<Endpoint> peers = new ArrayList<>();
    private final List<Endpoint> peersSinceReport = new ArrayList<>();
    private SocketOwner owner;
    private boolean everConnected;
    private boolean everRecverr;
    private boolean elsewhere;
    /** The latest sends refused by this host's firewall. */
    private final Deque<SocketCall> refused = new ArrayDeque<>();

    /** @param seesAll whether all packets of this network namespace are seen */
    SocketReplay(long id, SocketOwner owner, boolean seesAll, Consumer<Event> out) {
        this.id = id;
        this.owner = owner;
        this.seesAll = seesAll;
        this.out = out;
        refusals = new SendRefusals(seesAll);
    }

    long id() {
        return id;
    }

    /** Returns the approximate memory of this socket, octets. */
    long octets() {
        return OCTETS
                + (long) OCTETS_OF_ERROR * slots.size()
                + (long) OCTETS_OF_CALL * (unseen.size() + refused.size())
                + (long) OCTETS_OF_ADDRESS * history.size();
    }

    /** Returns the latest caller on this socket. */
    SocketOwner owner() {
        return owner;
    }

    StateHistory history() {
        return history;
    }

    /**
     * Applies the effect of a call on the socket, before any error of its time is added. Returns the port that the
     * socket got by it, or 0.
     */
    int note(SocketCall call) {
        State state = call.state();
        everConnected |= state.connected();
        everRecverr |= state.recverr();
        elsewhere |= state.elsewhere();
        if (call.request().kind() == Kind.SEND && call.answer().errno() == Errno.EPERM.linux()) {
            if (refused.size() == MOST_REFUSED) {
                refused.removeFirst();
            }
            refused.addLast(call);
        }
        return history.note(call);
    }

    /**
     * Returns whether a send refused by this host's firewall, which answers with an error, was in progress at this
     * time.
     */
    private boolean refusedAt(long timeNs) {
        return refused.stream()
                .anyMatch(call -> call.request().entryNs() <= timeNs
                        && timeNs <= call.answer().exitNs());
    }

    /** Returns the error with the reason, as far as calls show it, why its datagram was not captured. */
    private Bounce explained(Bounce bounce) {
        if (bounce.attribution().match() != Match.ORPHAN || bounce.attribution().duplicateOf() != 0) {
            return bounce;
        }
        OrphanReason reason = refusedAt(bounce.sighting().timeNs())
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
        Links links =
                switch (call.request().kind()) {
                    case POLL, SELECT -> poll(call);
                    case SEND -> send(call);
                    case ERROR_QUEUE -> readQueue(call);
                    case OPTION -> option(call);
                    default -> call.answer().reported() == 0 ? Links.NONE : deliver(call);
                };
        if (call.request().kind() == Kind.SEND && !call.failed() && sent.isEmpty()) {
            unseen.add(call);
        }
        if (call.request().kind() == Kind.SEND) {
            counts.unsent(links.unsent());
            if (!call.failed()) {
                countSent(call, counted ? SendRefusals.datagrams(call.sent()) : sent.size());
            }
        }
        return links.withSent(sent);
    }

    private void countSent(SocketCall call, int datagrams) {
        counts.sent(datagrams);
        for (Message message : call.sent()) {
            Endpoint peer = message.peer();
            if (peer != null && datagrams > 0) {
                remember(peer, peers);
                remember(peer, peersSinceReport);
            }
        }
    }

    private static void remember(Endpoint peer, List<Endpoint> in) {
        if (in.size() < MOST_PEERS && !in.contains(peer)) {
            in.add(peer);
        }
    }

    private Links poll(SocketCall call) {
        if (call.request().kind() == Kind.POLL) {
            slots.present(call.answer().exitNs())
                    .forEach(error -> error.polled(call.answer().exitNs()));
        }
        if (slots.hasPending(call.answer().exitNs())) {
            return Links.waited(Found.PENDING_ERROR);
        }
        State state = call.state();
        if (!state.recverr() && !state.queuesReports()) {
            // Its error queue accepts no entries.
            return Links.waited(Found.PENDING_ERROR);
        }
        boolean queued = slots.hasQueued(call.answer().exitNs()) || (seesAll && !state.elsewhere());
        return Links.waited(queued ? Found.QUEUE : Found.EITHER);
    }

    private Links send(SocketCall call) {
        if (call.failed()) {
            boolean pending =
                    slots.hasPending(call.answer().errno(), call.answer().exitNs());
            Unsent own = call.answer().reported() == 0 ? null : refusals.ofFailed(call, pending);
            return own != null
                    ? Links.sent(List.of(), own)
                    : call.answer().reported() == 0 ? Links.NONE : deliver(call);
        }
        return call.swallowsError() ? swallow(call) : Links.NONE;
    }

    /** Handles a call that sent some messages, then met an error that it does not return: {@code ___sys_sendmmsg}. */
    private Links swallow(SocketCall call) {
        List<Message> rest = call.request()
                .messages()
                .subList(call.sent().size(), call.request().messages().size());
        Unsent large = refusals.tooLarge(call, rest);
        if (large != null || !slots.hasPending(call.answer().exitNs())) {
            return Links.sent(List.of(), large);
        }
        List<Long> frames = new ArrayList<>();
        for (SocketError error : slots.takePending(call.answer().exitNs())) {
            frames.add(error.bounce.sighting().frame());
            if (!slots.isQueued(error)) {
                untold(error, Verdict.NEVER_TOLD, Story.NEVER_TOLD);
            }
        }
        Unsent unsent = new Unsent(Why.PENDING_ERROR, true, -1, SendRefusals.datagrams(rest));
        return new Links(List.of(), frames, null, -1, false, unsent, null);
    }

    /** Handles a call that turns IP_RECVERR off, which drops the error queue; {@code do_ip_setsockopt}. */
    private Links option(SocketCall call) {
        State before = history.before(call.request().entryNs());
        State after = call.state();
        if ((before.recverr4() && !after.recverr4()) || (before.recverr6() && !after.recverr6())) {
            for (SocketError error : slots.dropQueue(call.answer().exitNs())) {
                untold(error, Verdict.NEVER_TOLD, Story.NEVER_TOLD);
            }
        }
        return Links.NONE;
    }

    private Links readQueue(SocketCall call) {
        boolean icmp = call.answer().extended() == null
                ? !call.state().queuesReports()
                : call.answer().extended().isIcmp();
        if (call.failed() || !icmp) {
            noteLocalMtu(call);
            return Links.NONE;
        }
        List<SocketError> lost = new ArrayList<>();
        List<SocketError> read = slots.takeQueued(call, lost);
        for (SocketError error : lost) {
            untold(error, Verdict.NEVER_TOLD, Story.NEVER_TOLD);
        }
        if (!read.isEmpty()) {
            counts.delivered();
            peersSinceReport.clear();
            for (SocketError error : read) {
                settle(error, Story.TOLD, List.of(), call);
            }
        }
        return links(call, read, null, null);
    }

    private void noteLocalMtu(SocketCall call) {
        ExtendedError entry = call.answer().extended();
        Endpoint peer = call.request().peer();
        if (entry != null && entry.origin() == ExtendedError.LOCAL && peer != null) {
            refusals.noteMtu(peer, (int) entry.mtu());
        }
    }

    /** Handles a call that returns the pending errno of the socket rather than its own. */
    private Links deliver(SocketCall call) {
        List<SocketError> taken =
                slots.takePending(call.answer().reported(), call.answer().exitNs());
        boolean pending = !taken.isEmpty()
                || call.answer().reported() == Errno.ECONNREFUSED.linux()
                || call.request().kind() == Kind.TAKE_ERROR;
        if (!pending) {
            return Links.NONE;
        }
        counts.delivered();
        Unsent unsent = call.request().kind() == Kind.SEND
                ? new Unsent(
                        Why.PENDING_ERROR,
                        true,
                        -1,
                        SendRefusals.datagrams(call.request().messages()))
                : null;
        Endpoint concerned = call.request().peer() == null
                ? call.state().peer()
                : call.request().peer();
        if (taken.isEmpty()) {
            return links(call, taken, inferredStale(concerned), unsent);
        }
        peersSinceReport.clear();
        SocketError first = taken.get(0);
        boolean stale = concerned != null && !concerned.isSameAs(first.peer());
        // An error that is in the queue as well is reported separately.
        List<SocketError> others = taken.subList(1, taken.size()).stream()
                .filter(other -> !slots.isQueued(other))
                .toList();
        List<Long> frames =
                others.stream().map(other -> other.bounce.sighting().frame()).toList();
        settle(first, stale ? Story.STALE : Story.TOLD, frames, call);
        for (SocketError other : others) {
            settle(other, Story.COALESCED, List.of(first.bounce.sighting().frame()), call);
        }
        List<SocketError> delivered = new ArrayList<>(others);
        delivered.add(0, first);
        return links(call, delivered, stale ? first.peer() : null, unsent);
    }

    private Links links(
            SocketCall call, List<SocketError> delivered, @Nullable Endpoint stale, @Nullable Unsent unsent) {
        if (stale != null) {
            counts.stale();
        }
        List<Long> frames = delivered.stream()
                .map(error -> error.bounce.sighting().frame())
                .sorted()
                .toList();
        long afterNs = delivered.isEmpty()
                ? -1
                : call.answer().exitNs() - delivered.get(0).timeNs();
        boolean ofOther = delivered.stream().anyMatch(SocketError::isOfOtherSocket);
        return new Links(List.of(), frames, stale, afterNs, ofOther, unsent, null);
    }

    /** Without packets: if no datagram went to this peer since the last report, the error is about another peer. */
    private @Nullable Endpoint inferredStale(@Nullable Endpoint concerned) {
        Endpoint last = peersSinceReport.isEmpty() ? null : peersSinceReport.get(peersSinceReport.size() - 1);
        boolean stale = concerned != null
                && last != null
                && peersSinceReport.stream().noneMatch(peer -> peer.isSameAs(concerned));
        peersSinceReport.clear();
        return stale ? last : null;
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
            untold(error, Verdict.NO_SOCKET, Story.DIED_WITH_SOCKET);
            return;
        }
        State state = history.at(error.timeNs());
        Delivery delivery = bounce.icmp().linux();
        boolean recverr = bounce.icmp().version() == 4 ? state.recverr4() : state.recverr6();
        if (!isFound(error, state)
                || !(recverr ? delivery.tellsRecverr() : state.connected() && delivery.tellsConnected())) {
            if (state.connected() && !delivery.tellsConnected()) {
                error.sentBy().counts.soft();
            }
            untold(error, Verdict.NEVER_TOLD, Story.NEVER_TOLD);
            return;
        }
        SocketError tooMuch = slots.add(error, recverr);
        if (tooMuch != null) {
            forget(tooMuch, Doubt.TOO_MANY);
        }
    }

    /** Returns whether the kernel finds this socket by the quote, as far as its address is known. */
    private boolean isFound(SocketError error, State state) {
        Flow quoted = error.bounce.quoted().flow();
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
        forgetAll(Doubt.TRACE_ENDED);
    }

    /**
     * Removes this socket for lack of room. The outcome of its remaining errors stays unknown. Its counts, and later
     * ones from errors at other sockets, go to {@code others}.
     */
    void leave(SocketCounts others) {
        forgetAll(Doubt.TOO_MANY);
        others.add(counts);
        counts = others;
    }

    private void forgetAll(Doubt doubt) {
        slots.present(Long.MAX_VALUE).forEach(error -> forget(error, doubt));
    }

    boolean elsewhere() {
        return elsewhere;
    }

    private void forget(SocketError error, Doubt doubt) {
        if (error.settled()) {
            return;
        }
        if (error.wasPolled() && history.hasDied()) {
            settled(error, Story.TOLD, error.toldByPoll());
        } else if (slots.isQueued(error)) {
            untold(error, Verdict.QUEUED, Story.QUEUED);
        } else if (history.hasDied()) {
            untold(error, Verdict.NEVER_TOLD, Story.DIED_WITH_SOCKET);
        } else {
            error.sentBy().counts.open();
            out.accept(error.open(doubt));
        }
    }

    private void settle(SocketError error, Story story, List<Long> coalescedWith, SocketCall call) {
        if (!error.settled()) {
            settled(error, story, error.told(story, coalescedWith, call));
        }
    }

    private void untold(SocketError error, Verdict verdict, Story story) {
        if (error.settled()) {
            return;
        }
        if (error.wasPolled()) {
            settled(error, Story.TOLD, error.toldByPoll());
        } else {
            settled(error, story, error.untold(verdict, story));
        }
    }

    private void settled(SocketError error, Story story, Event.IcmpError event) {
        SocketReplay sender = error.sentBy();
        sender.counts.settled(story);
        if (!sender.equals(this) && story != Story.NEVER_TOLD && story != Story.DIED_WITH_SOCKET) {
            sender.counts.givenToOther();
            counts.givenForOther();
        }
        out.accept(event);
    }

    SocketVerdict verdict() {
        return new SocketVerdict(
                id,
                owner,
                history.local(),
                List.copyOf(peers),
                counts.sends(),
                counts.errors(),
                everConnected,
                everRecverr,
                elsewhere);
    }
}
