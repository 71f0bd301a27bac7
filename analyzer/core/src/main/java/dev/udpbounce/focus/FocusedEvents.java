// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.focus;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.BounceTable;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Event.IcmpError;
import dev.udpbounce.event.Event.Syscall;
import dev.udpbounce.event.Event.UdpSend;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.Summary.Shown;
import dev.udpbounce.timeline.Timeline;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the events of a {@link Focus}. An error decides for what belongs to it: the datagram that caused it, the
 * call that sent that, and the calls that delivered it. As some of these become known before the error, they are held
 * for it, in a bounded number.
 */
public final class FocusedEvents {
    /** Maximum number of held events, of wanted frames, and of flows with a shown error. */
    private static final int MOST = 1 << 14;

    /** A frame by its number in its own file, or in the live capture. */
    private record FrameKey(@Nullable String file, long number) {}

    /** A datagram and its call, of which either may be missing. */
    private static final class Held {
        private @Nullable UdpSend send;
        private @Nullable Syscall call;
        /** Whether the datagram was passed on; it is held for its sender. */
        private boolean sendPassed;
    }

    private final Focus focus;
    private final boolean limits;
    private final Timeline timeline;
    private final Map<FrameKey, Held> held = bounded();
    /** The datagrams of shown errors. */
    private final Set<FrameKey> causes = Collections.newSetFromMap(bounded());
    /** The shown errors, for the calls that deliver them. */
    private final Set<FrameKey> errors = Collections.newSetFromMap(bounded());

    private final Set<Flow> flows = Collections.newSetFromMap(bounded());
    private final Set<Syscall> passedCalls = Collections.newSetFromMap(bounded());
    private final BounceTable bounces;
    private final ShownCounts counts = new ShownCounts();
    private Interval interval;

    /** @param countsSends whether every datagram becomes an event, as in a live capture */
    public FocusedEvents(Focus focus, Timeline timeline, boolean countsSends) {
        bounces = new BounceTable(countsSends);
        this.focus = focus;
        limits = focus.limits();
        this.timeline = timeline;
        interval = Interval.of(focus, 0);
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST;
            }
        };
    }

    /**
     * Begins with the first packet.
     *
     * @param firstNs its time, nanoseconds since the Unix epoch
     */
    public void begin(long firstNs) {
        interval = Interval.of(focus, firstNs);
    }

    /** Adds an event, which must be complete. */
    public void add(Event event) {
        if (event instanceof UdpSend send) {
            bounces.sent(send);
        }
        if (!limits) {
            bounces.add(event);
            timeline.add(event);
            return;
        }
        timeline.see(event);
        counts.seen(event);
        if (event instanceof IcmpError error) {
            error(error);
        } else if (event instanceof UdpSend send) {
            send(send);
        } else if (event instanceof Syscall call) {
            call(call);
        } else if (event instanceof Event.Delivery told) {
            delivery(told);
        } else if (!(event instanceof Event.FlowSummary flow)
                || flows.contains(flow.flow().flow())) {
            pass(event);
        }
    }

    private void pass(Event event) {
        counts.passed(event);
        bounces.add(event);
        timeline.pass(event);
    }

    private boolean takesItself(Event event, @Nullable SocketOwner owner) {
        return !focus.isAboutErrors() && interval.contains(event) && focus.takesProcess(owner);
    }

    private void error(IcmpError error) {
        Bounce bounce = error.bounce();
        Send cause = bounce.attribution().cause();
        if (!interval.contains(error) || !focus.takesError(error) || !focus.takesProcess(owner(error))) {
            return;
        }
        if (cause != null) {
            FrameKey key = key(cause.origin().file(), cause.frame());
            causes.add(key);
            Held waiting = held.remove(key);
            if (waiting != null) {
                passHeld(waiting);
            }
            flows.add(cause.flow());
        }
        errors.add(key(bounce.sighting().origin().file(), bounce.sighting().frame()));
        pass(error);
    }

    private void passHeld(Held waiting) {
        if (waiting.send != null && !waiting.sendPassed) {
            pass(waiting.send);
        }
        if (waiting.call != null) {
            passOnce(waiting.call);
        }
    }

    private void passOnce(Syscall call) {
        if (passedCalls.add(call)) {
            pass(call);
        }
    }

    /** Returns the process that the kernel gives the error to, or, without a look-up there, the sender's. */
    private @Nullable SocketOwner owner(IcmpError error) {
        if (error.fate() != null && error.fate().owner() != null) {
            return error.fate().owner();
        }
        Send cause = error.bounce().attribution().cause();
        Held waiting = cause == null ? null : held.get(key(cause.origin().file(), cause.frame()));
        return waiting == null || waiting.send == null ? null : waiting.send.owner();
    }

    private void send(UdpSend send) {
        FrameKey key = key(send.send().origin().file(), send.send().frame());
        boolean passed = takesItself(send, send.owner()) || causes.contains(key);
        if (passed) {
            flows.add(send.send().flow());
            pass(send);
        }
        if (send.outcome() == Outcome.BOUNCED || send.outcome() == Outcome.PENDING) {
            Held waiting = held.computeIfAbsent(key, ignored -> new Held());
            waiting.send = send;
            waiting.sendPassed = passed;
        }
    }

    private void call(Syscall call) {
        Links links = call.call().links();
        if (takesItself(call, call.call().caller()) || concernsShown(links)) {
            pass(call);
            return;
        }
        for (long frame : links.sent()) {
            held.computeIfAbsent(key(null, frame), ignored -> new Held()).call = call;
        }
    }

    private void delivery(Event.Delivery event) {
        ObservedDelivery told = event.delivery();
        Stream<Long> frames = Stream.concat(Stream.of(told.errors().frame()), told.errors().coalescedWith().stream());
        if (takesItself(event, told.process()) || frames.anyMatch(frame -> errors.contains(key(null, frame)))) {
            pass(event);
        }
    }

    private boolean concernsShown(Links links) {
        return links.reports().stream().anyMatch(frame -> errors.contains(key(null, frame)))
                || links.sent().stream().anyMatch(frame -> causes.contains(key(null, frame)));
    }

    private static FrameKey key(@Nullable String file, long frame) {
        return new FrameKey(file, frame);
    }

    /**
     * Returns the errors that were passed on by process, destination and kind.
     *
     * @param destinations see {@link BounceTable#sums}
     */
    public BounceTable.Sums bounces(List<DestinationRecord> destinations) {
        return bounces.sums(destinations);
    }

    /** Returns what was passed on, and the number of events that were not. */
    public Shown shown() {
        return limits ? counts.shown() : Shown.ALL;
    }
}
