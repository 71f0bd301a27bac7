// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.ExtendedError;
import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Found;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketCall.Message;
import dev.udpbounce.event.SocketState;
import dev.udpbounce.event.Unsent;
import dev.udpbounce.event.Unsent.Why;
import dev.udpbounce.icmp.Errno;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Determines which of a socket's errors each call returns, indicates or drops. */
final class CallEffects {
    private final SocketReplay socket;
    private final boolean seesAll;
    private final StateHistory history;
    private final ErrorSlots slots;
    private final ErrorSettlement settlement;
    private final SendRefusals refusals;
    private final SocketPeers peers;

    /** @param seesAll whether all packets of this network namespace are seen */
    CallEffects(
            SocketReplay socket,
            boolean seesAll,
            StateHistory history,
            ErrorSlots slots,
            ErrorSettlement settlement,
            SendRefusals refusals,
            SocketPeers peers) {
        this.socket = socket;
        this.seesAll = seesAll;
        this.history = history;
        this.slots = slots;
        this.settlement = settlement;
        this.refusals = refusals;
        this.peers = peers;
    }

    /** Applies a call and returns its links, without those to its own datagrams. */
    Links of(SocketCall call) {
        return switch (call.request().kind()) {
            case POLL, SELECT -> poll(call);
            case SEND -> send(call);
            case ERROR_QUEUE -> readQueue(call);
            case OPTION -> option(call);
            default -> call.answer().reported() == 0 ? Links.NONE : deliver(call);
        };
    }

    private Links poll(SocketCall call) {
        if (call.request().kind() == Kind.POLL) {
            slots.present(call.answer().exitNs())
                    .forEach(error -> error.polled(call.answer().exitNs()));
        }
        if (slots.hasPending(call.answer().exitNs())) {
            return Links.waited(Found.PENDING_ERROR);
        }
        SocketState state = call.state();
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
                settlement.untold(error, Verdict.NEVER_TOLD, Story.NEVER_TOLD);
            }
        }
        Unsent unsent = new Unsent(Why.PENDING_ERROR, true, -1, SendRefusals.datagrams(rest));
        return new Links(List.of(), frames, null, -1, false, unsent, null);
    }

    /** Handles a call that turns IP_RECVERR off, which drops the error queue; {@code do_ip_setsockopt}. */
    private Links option(SocketCall call) {
        SocketState before = history.before(call.request().entryNs());
        SocketState after = call.state();
        if ((before.recverr4() && !after.recverr4()) || (before.recverr6() && !after.recverr6())) {
            for (SocketError error : slots.dropQueue(call.answer().exitNs())) {
                settlement.untold(error, Verdict.NEVER_TOLD, Story.NEVER_TOLD);
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
            settlement.untold(error, Verdict.NEVER_TOLD, Story.NEVER_TOLD);
        }
        if (!read.isEmpty()) {
            socket.counts().delivered();
            peers.reported();
            for (SocketError error : read) {
                settlement.told(error, Story.TOLD, List.of(), call);
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
        socket.counts().delivered();
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
            // Only the packets would show which error it is.
            Endpoint other = peers.otherThan(concerned);
            peers.reported();
            return links(call, taken, other, unsent);
        }
        peers.reported();
        SocketError first = taken.get(0);
        boolean stale = concerned != null && !concerned.isSameAs(first.peer());
        // An error that is in the queue as well is reported separately.
        List<SocketError> others = taken.subList(1, taken.size()).stream()
                .filter(other -> !slots.isQueued(other))
                .toList();
        List<Long> frames =
                others.stream().map(other -> other.bounce.sighting().frame()).toList();
        settlement.told(first, stale ? Story.STALE : Story.TOLD, frames, call);
        for (SocketError other : others) {
            settlement.told(
                    other, Story.COALESCED, List.of(first.bounce.sighting().frame()), call);
        }
        List<SocketError> delivered = new ArrayList<>(others);
        delivered.add(0, first);
        return links(call, delivered, stale ? first.peer() : null, unsent);
    }

    private Links links(
            SocketCall call, List<SocketError> delivered, @Nullable Endpoint stale, @Nullable Unsent unsent) {
        if (stale != null) {
            socket.counts().stale();
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
}
