package dev.udpbounce.timeline;

import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which datagram of the capture was sent by which call. Bounded: the datagrams seen longest ago are forgotten. */
final class Claims {
    private static final int MOST_SEEN = 1 << 17;
    private static final int MOST_UNCLAIMED = 1 << 14;

    /** A datagram of the capture, and the call that has claimed it. */
    static final class Seen {
        private final Send send;
        private final Prefix prefix;
        private @Nullable SocketCall call;
        private long errorFrame;

        Seen(Send send, Prefix prefix) {
            this.send = send;
            this.prefix = prefix;
        }

        Send send() {
            return send;
        }

        /** The call that sent it; null while none has claimed it. */
        @Nullable
        SocketCall call() {
            return call;
        }

        /** Frame number of the first error that it brought, or 0. */
        long errorFrame() {
            return errorFrame;
        }

        void bouncedBy(long frame) {
            errorFrame = errorFrame == 0 ? frame : errorFrame;
        }
    }

    private final Deque<Seen> unclaimed = new ArrayDeque<>();
    private final Map<Long, Seen> byFrame = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Seen> eldest) {
            return size() > MOST_SEEN;
        }
    };
    private final Map<Long, List<Bounce>> parked = new HashMap<>();
    private final IdentityHashMap<SocketCall, List<Seen>> byCall = new IdentityHashMap<>();

    void seen(Send send, Prefix prefix) {
        Seen seen = new Seen(send, prefix);
        byFrame.put(send.frame(), seen);
        if (unclaimed.size() == MOST_UNCLAIMED) {
            parked.remove(unclaimed.removeFirst().send.frame());
        }
        unclaimed.addLast(seen);
    }

    @Nullable
    Seen find(long frame) {
        return byFrame.get(frame);
    }

    /** Gives the earliest datagram that fits a message to the call that sent it; null if the capture has none. */
    @Nullable
    Seen claim(SocketCall call, SocketCall.Message message, @Nullable Endpoint local, long slackNs) {
        for (Iterator<Seen> each = unclaimed.iterator(); each.hasNext(); ) {
            Seen seen = each.next();
            if (seen.send.timeNs() > call.exitNs() + slackNs) {
                return null;
            }
            if (seen.send.timeNs() >= call.entryNs() && fits(seen, message, local)) {
                each.remove();
                seen.call = call;
                byCall.computeIfAbsent(call, ignored -> new ArrayList<>()).add(seen);
                return seen;
            }
        }
        return null;
    }

    private static boolean fits(Seen seen, SocketCall.Message message, @Nullable Endpoint local) {
        Flow flow = seen.send.flow();
        Endpoint peer = message.peer();
        return (message.length() < 0 || message.length() == seen.send.payloadLength())
                && (peer == null || goesTo(peer, flow))
                && (local == null || local.port() == flow.sourcePort())
                && message.prefix().agrees(seen.prefix);
    }

    private static boolean goesTo(Endpoint peer, Flow flow) {
        IpAddress address = SocketStory.onWire(peer.address());
        boolean unspecified = address.high() == 0 && address.low() == 0;
        return peer.port() == flow.destinationPort()
                && (unspecified ? flow.destination().isLoopback() : address.equals(flow.destination()));
    }

    /** The datagrams that a call has claimed. */
    List<Seen> ofCall(SocketCall call) {
        return byCall.getOrDefault(call, List.of());
    }

    /** What a call has claimed will not be asked for again. */
    void told(SocketCall call) {
        byCall.remove(call);
    }

    /** An error whose datagram no call has claimed yet. */
    void park(Bounce bounce) {
        Send cause = bounce.cause();
        if (cause != null) {
            parked.computeIfAbsent(cause.frame(), ignored -> new ArrayList<>()).add(bounce);
        }
    }

    /** The errors that were waiting for this datagram to be claimed. */
    List<Bounce> errorsOf(Seen seen) {
        List<Bounce> errors = parked.remove(seen.send.frame());
        return errors == null ? List.of() : errors;
    }

    /** Hands out the datagrams that no call has claimed. */
    void unclaimed(Consumer<Seen> to) {
        unclaimed.forEach(to);
        unclaimed.clear();
    }

    /** The errors that these brought, in order of their frames. */
    List<Bounce> errorsOfUnclaimed() {
        List<Bounce> errors = new ArrayList<>();
        parked.values().forEach(errors::addAll);
        errors.sort((one, other) -> Long.compare(one.frame(), other.frame()));
        parked.clear();
        return errors;
    }
}
