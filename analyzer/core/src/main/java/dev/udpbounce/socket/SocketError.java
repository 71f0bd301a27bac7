// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Fate.Basis;
import dev.udpbounce.event.Fate.Doubt;
import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.Fate.Teller;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketOwner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An error at the socket that the kernel gives it to, until its outcome is known. */
final class SocketError {
    private static final long NEVER = Long.MAX_VALUE;

    final Bounce bounce;
    private final SocketReplay holder;
    private final Claims.@Nullable Seen cause;
    private final @Nullable SocketReplay sender;
    private boolean settled;
    private long polledNs = NEVER;

    /**
     * Creates an error given to {@code holder}.
     *
     * @param cause the datagram, if it was captured
     * @param sender the socket that sent a datagram that was not captured, as far as calls show it
     */
    SocketError(Bounce bounce, SocketReplay holder, Claims.@Nullable Seen cause, @Nullable SocketReplay sender) {
        this.bounce = bounce;
        this.holder = holder;
        this.cause = cause;
        this.sender = sender;
    }

    /** Returns the peer that the error is about. */
    Endpoint peer() {
        return new Endpoint(
                bounce.socketFlow().destination(), bounce.socketFlow().destinationPort());
    }

    long timeNs() {
        return bounce.sighting().timeNs();
    }

    int errno() {
        return bounce.icmp().linux().errnoNumber();
    }

    /** Returns whether the outcome is known. */
    boolean settled() {
        return settled;
    }

    /** Returns the socket that sent the datagram, or the holder if it is not known. */
    SocketReplay sentBy() {
        SocketReplay claimed = cause == null ? null : cause.socket();
        return claimed != null ? claimed : sender != null ? sender : holder;
    }

    boolean isOfOtherSocket() {
        return !sentBy().equals(holder);
    }

    /** Notes that a wait returned POLLERR while the error was present. */
    void polled(long exitNs) {
        polledNs = Math.min(polledNs, exitNs);
    }

    boolean wasPolled() {
        return polledNs != NEVER;
    }

    Event.IcmpError told(Story story, List<Long> coalescedWith, SocketCall call) {
        Teller teller =
                switch (call.request().kind()) {
                    case TAKE_ERROR -> Teller.SO_ERROR;
                    case ERROR_QUEUE -> Teller.ERROR_QUEUE;
                    case SEND -> Teller.SEND;
                    default -> Teller.RECEIVE;
                };
        return event(Verdict.TOLD, story, coalescedWith, call.answer().exitNs() - timeNs(), teller, null);
    }

    /** Returns the event of an error that no call returned, but a wait indicated. */
    Event.IcmpError toldByPoll() {
        return event(Verdict.TOLD, Story.TOLD, List.of(), polledNs - timeNs(), Teller.POLL, null);
    }

    Event.IcmpError untold(Verdict verdict, Story story) {
        return event(verdict, story, List.of(), -1, null, null);
    }

    /** Returns the event of an error whose outcome is not known. */
    Event.IcmpError open(Doubt doubt) {
        return event(Verdict.UNKNOWN, null, List.of(), -1, null, doubt);
    }

    private Event.IcmpError event(
            Verdict verdict,
            @Nullable Story story,
            List<Long> coalescedWith,
            long toldAfterNs,
            @Nullable Teller teller,
            @Nullable Doubt doubt) {
        settled = true;
        SocketOwner caller = cause == null ? null : cause.sender();
        SocketOwner whose = caller == null || isOfOtherSocket() ? holder.owner() : caller;
        return new Event.IcmpError(
                bounce,
                new Fate(
                        verdict,
                        Basis.CALLS,
                        whose,
                        story,
                        coalescedWith,
                        toldAfterNs,
                        teller,
                        isOfOtherSocket(),
                        doubt));
    }
}
