// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.kernel.socket.SocketObservations.Observation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Determines what the sockets of this machine do with their errors. For one thread at a time. */
final class SocketFates {
    private final SocketFinder finder;
    private final SocketOwners owners;
    private final PortSharing sharing;
    private final InboundTimes inbound;

    SocketFates(SocketFinder finder, SocketOwners owners, PortSharing sharing, InboundTimes inbound) {
        this.finder = finder;
        this.owners = owners;
        this.sharing = sharing;
        this.inbound = inbound;
    }

    /** Returns the fate of an error about a datagram from this machine, at the socket that the quote identifies. */
    Fate of(Bounce bounce) {
        Flow flow = bounce.socketFlow();
        if (flow.sourcePort() < 0 || flow.destinationPort() < 0) {
            return fate(Verdict.UNKNOWN, null);
        }
        Observation after = finder.observationFrom(
                bounce.sighting().timeNs(), flow, bounce.sighting().origin());
        if (after == null) {
            return fate(Verdict.UNKNOWN, null);
        }
        SocketState state = after.state();
        if (state != null) {
            return judge(bounce, state, false);
        }
        // The sender's socket never had an address that is not of this machine.
        return bounce.isTranslated() ? fate(Verdict.NO_SOCKET, null) : ofGone(bounce);
    }

    /** Returns the fate of an error whose socket has ended, possibly after the error arrived. */
    private Fate ofGone(Bounce bounce) {
        Flow flow = bounce.socketFlow();
        long errorNs = bounce.sighting().timeNs();
        Observation before = finder.observationBefore(errorNs, flow);
        Send cause = bounce.attribution().cause();
        long sentNs = cause == null ? errorNs : cause.timeNs();
        if (before != null && before.state() == null && cause != null && before.timeNs() >= sentNs) {
            return fate(Verdict.NO_SOCKET, null);
        }
        EndedSockets.End end = finder.endFrom(errorNs, flow);
        if (end != null) {
            return judge(bounce, end.last(), true);
        }
        return fate(finder.hadEnded(flow, sentNs, errorNs) ? Verdict.NO_SOCKET : Verdict.UNKNOWN, null);
    }

    private Fate judge(Bounce bounce, SocketState state, boolean ended) {
        Observation before = finder.observationBefore(bounce.sighting().timeNs(), bounce.socketFlow());
        SocketState earlier = before == null ? null : before.state();
        SocketState complete = state;
        VerdictRule.Queue queue = state.receiveQueue() == 0 ? VerdictRule.Queue.EMPTY : VerdictRule.Queue.UNCLEAR;
        if (before != null && earlier != null && earlier.cookie() == state.cookie()) {
            complete = state.recverr() == null ? state.with(earlier.recverr()) : state;
            if (earlier.receiveQueue() < state.receiveQueue()
                    && inbound.noneSince(before.timeNs(), state.localPort())) {
                queue = VerdictRule.Queue.GREW;
            }
        }
        SocketOptions options = owners.optionsOf(state, bounce.sighting().timeNs());
        Verdict verdict = VerdictRule.of(bounce.icmp().meaning(), complete, options, queue, ended);
        boolean told = verdict == Verdict.TOLD || verdict == Verdict.QUEUED;
        // The socket that is told is the one that the kernel finds, whichever sent the datagram.
        SocketOwner owner = told ? owners.of(state) : sharing.senderOf(bounce.socketFlow(), state);
        return fate(verdict, owner);
    }

    private static Fate fate(Verdict verdict, @Nullable SocketOwner owner) {
        return new Fate(verdict, Fate.Basis.SOCKET, owner, null, List.of(), -1);
    }
}
