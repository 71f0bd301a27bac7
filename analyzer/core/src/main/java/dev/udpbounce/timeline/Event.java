package dev.udpbounce.timeline;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.FlowRecord;
import dev.udpbounce.correlate.Outcome;
import dev.udpbounce.correlate.Send;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** One entry of the timeline. */
public sealed interface Event {
    /** Its place in time: nanoseconds since the Unix epoch. */
    long timeNs();

    /**
     * A datagram and what became of it.
     *
     * @param errorFrame frame number of the error that bounced it, or 0
     * @param replyFrame frame number of the datagram that answered it, or 0
     * @param sender whose it is, where a live capture or a trace tells it
     */
    record UdpSend(
            Send send,
            Outcome outcome,
            long errorFrame,
            long replyFrame,
            @Nullable Sender sender) implements Event {
        public UdpSend(Send send, Outcome outcome, long errorFrame, long replyFrame) {
            this(send, outcome, errorFrame, replyFrame, null);
        }

        @Override
        public long timeNs() {
            return send.timeNs();
        }
    }

    /**
     * An ICMP error and what it bounced.
     *
     * @param fate what the socket does with it, where a live capture or a trace tells it
     */
    record IcmpError(Bounce bounce, @Nullable Fate fate) implements Event {
        public IcmpError(Bounce bounce) {
            this(bounce, null);
        }

        @Override
        public long timeNs() {
            return bounce.timeNs();
        }
    }

    /** One direction of a conversation, summed up. */
    record FlowSummary(FlowRecord flow) implements Event {
        @Override
        public long timeNs() {
            return flow.endNs();
        }
    }

    /**
     * One input, summed up.
     *
     * @param timeNs time of the timeline's last packet
     * @param linkTypesSkipped frames that were not decoded, by the name of their link type
     */
    record CaptureSummary(CaptureReport report, SortedMap<String, Long> linkTypesSkipped, long timeNs)
            implements Event {}

    /** A system call on a UDP socket of a traced program. */
    record Syscall(SocketCall call) implements Event {
        @Override
        public long timeNs() {
            return call.entryNs();
        }
    }
}
