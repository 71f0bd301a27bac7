// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.CorrelationHandler;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.ErrorSums;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Prefix;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.focus.FocusedEvents;
import dev.udpbounce.socket.SocketLookup;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Turns the correlator's results into events, with their socket lookups, before they are ordered. */
final class CorrelatedEvents implements CorrelationHandler {
    private final FocusedEvents focused;
    private final ErrorSums sums;
    private final @Nullable SocketLookup sockets;
    private final boolean wantsPayloads;
    private final boolean wantsFlows;
    private final Deque<Long> unsettled;

    /**
     * Passes its events to {@code focused}.
     *
     * @param sockets null for no lookups
     * @param wantsPayloads whether the events of pending datagrams hold the first octets of the payload
     * @param wantsFlows whether flows become events
     * @param unsettled frames of the errors that have not become events yet, in order
     */
    CorrelatedEvents(
            FocusedEvents focused,
            ErrorSums sums,
            @Nullable SocketLookup sockets,
            boolean wantsPayloads,
            boolean wantsFlows,
            Deque<Long> unsettled) {
        this.focused = focused;
        this.sums = sums;
        this.sockets = sockets;
        this.wantsPayloads = wantsPayloads;
        this.wantsFlows = wantsFlows;
        this.unsettled = unsettled;
    }

    @Override
    public void onBounce(Bounce bounce) {
        unsettled.poll();
        Event.IcmpError error = new Event.IcmpError(bounce, sockets == null ? null : sockets.fateOf(bounce));
        sums.count(error);
        focused.add(error);
        addDeliveries(bounce.sighting().timeNs(), false);
    }

    /** Adds what the kernel was seen to do with errors; {@link SocketLookup#deliveries}. */
    void addDeliveries(long passedNs, boolean last) {
        if (sockets != null) {
            for (ObservedDelivery delivery : sockets.deliveries(passedNs, last)) {
                sums.count(delivery);
                focused.add(new Event.Delivery(delivery));
            }
        }
    }

    @Override
    public void onPending(Send send, Datagram datagram) {
        Prefix payload = wantsPayloads
                ? Prefix.of(datagram.octets(), datagram.payloadOffset(), datagram.payloadPresent())
                : Prefix.NONE;
        focused.add(new Event.UdpSend(send, Outcome.PENDING, 0, 0, senderOf(send), payload));
    }

    @Override
    public void onSend(Send send, Outcome outcome, long errorFrame, long replyFrame, @Nullable Origin answeredIn) {
        focused.add(new Event.UdpSend(send, outcome, errorFrame, replyFrame, senderOf(send), Prefix.NONE, answeredIn));
    }

    private @Nullable SocketOwner senderOf(Send send) {
        return sockets == null ? null : sockets.senderOf(send);
    }

    @Override
    public boolean wantsFlows() {
        return wantsFlows;
    }

    @Override
    public void onFlow(FlowRecord flow) {
        focused.add(new Event.FlowSummary(flow));
    }
}
