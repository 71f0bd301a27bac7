// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Origin;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** One entry of the timeline. */
public sealed interface Event {
    /** Position in time, in nanoseconds since the Unix epoch. */
    long timeNs();

    /** Whether that is the time of the event, and not only a position in the order of the capture. */
    default boolean hasTime() {
        return true;
    }

    /**
     * A datagram and its outcome.
     *
     * @param errorFrame frame number of the error that bounced the datagram, or 0
     * @param replyFrame frame number of the datagram that answered it, or 0
     * @param owner owner of the sending socket, if a live capture or a trace reports it
     * @param payload first octets of the payload, if a sink {@link EventSink#wantsPayloads}
     * @param answeredIn origin of the frame of the error or the reply; null if it is that of the datagram
     */
    record UdpSend(
            Send send,
            Outcome outcome,
            long errorFrame,
            long replyFrame,
            @Nullable SocketOwner owner,
            Prefix payload,
            @Nullable Origin answeredIn)
            implements Event {
        public UdpSend(Send send, Outcome outcome, long errorFrame, long replyFrame) {
            this(send, outcome, errorFrame, replyFrame, null);
        }

        /** Creates an event without payload. */
        public UdpSend(Send send, Outcome outcome, long errorFrame, long replyFrame, @Nullable SocketOwner owner) {
            this(send, outcome, errorFrame, replyFrame, owner, Prefix.NONE);
        }

        /** Creates an event whose answer, if any, was captured in the same file. */
        public UdpSend(
                Send send,
                Outcome outcome,
                long errorFrame,
                long replyFrame,
                @Nullable SocketOwner owner,
                Prefix payload) {
            this(send, outcome, errorFrame, replyFrame, owner, payload, null);
        }

        @Override
        public long timeNs() {
            return send.timeNs();
        }

        @Override
        public boolean hasTime() {
            return send.hasTime();
        }
    }

    /**
     * An ICMP error and the datagram that it bounced.
     *
     * @param fate the effect on the socket, if a live capture or a trace reports it
     */
    record IcmpError(Bounce bounce, @Nullable Fate fate) implements Event {
        public IcmpError(Bounce bounce) {
            this(bounce, null);
        }

        @Override
        public long timeNs() {
            return bounce.sighting().timeNs();
        }

        @Override
        public boolean hasTime() {
            return bounce.sighting().hasTime();
        }
    }

    /** The summary of one direction of a conversation. */
    record FlowSummary(FlowRecord flow) implements Event {
        @Override
        public long timeNs() {
            return flow.endNs().orElse(0);
        }

        @Override
        public boolean hasTime() {
            return flow.endNs().isPresent();
        }
    }

    /**
     * The summary of one input.
     *
     * @param timeNs time of the timeline's last packet
     * @param linkTypesSkipped frames that were not decoded, by name of their link type
     */
    record CaptureSummary(CaptureReport report, SortedMap<String, Long> linkTypesSkipped, long timeNs)
            implements Event {}

    /** A system call on a UDP socket of a traced program. */
    record Syscall(SocketCall call) implements Event {
        @Override
        public long timeNs() {
            return call.request().entryNs();
        }
    }

    /** What the kernel was seen to do with errors at one moment, in a live capture. */
    record Delivery(ObservedDelivery delivery) implements Event {
        @Override
        public long timeNs() {
            return delivery.timeNs();
        }
    }
}
