// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.Event.IcmpError;
import dev.udpbounce.event.Event.Syscall;
import dev.udpbounce.event.Event.UdpSend;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.Summary;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the first of a series of the same bounce, and one line for the others: their datagrams, their errors, and the
 * calls that sent them or were told, as far as these are as in the first. Any other event ends the series and is written
 * as usual, after those that were held because they might belong to it.
 *
 * <pre>
 *    1  01:39:58.454346            127.0.0.1:45117 → 127.0.0.1:1060  UDP 3 bytes  id 1043
 *    2  01:39:58.454359     13 µs  ↩ port unreachable (3/3)  bounced #1 (exact)  from the destination
 *   84  01:39:59.457101            … 41 more like #2
 * </pre>
 */
public final class CollapsingText implements EventSink {
    /** Maximum number of held events, of remembered calls, and of remembered errors of the series. */
    private static final int MOST = 64;

    /** What a call has in common with those of other bounces of the series. */
    private record CallKind(String name, long socketId, int errno, boolean sends, boolean reports) {
        static CallKind of(SocketCall call) {
            return new CallKind(
                    call.request().name(),
                    call.socketId(),
                    call.answer().errno(),
                    !call.links().sent().isEmpty(),
                    !call.links().reports().isEmpty());
        }
    }

    /** What a delivery has in common with those of other errors of the series. */
    private record DeliveryKind(ObservedDelivery.By by, int errno, boolean stale, int pid) {
        static DeliveryKind of(ObservedDelivery told) {
            return new DeliveryKind(
                    told.by(),
                    told.errno(),
                    told.stale(),
                    told.process() == null ? -1 : told.process().pid());
        }
    }

    private final TextWriter writer;
    private final Deque<SocketCall> recentCalls = new ArrayDeque<>();
    private final Deque<Event> held = new ArrayDeque<>();
    private final Set<CallKind> calls = new HashSet<>();
    private final Set<DeliveryKind> deliveries = new HashSet<>();
    private final LinkedHashSet<Long> frames = new LinkedHashSet<>();
    private @Nullable BounceKind kind;
    private @Nullable IcmpError first;
    private @Nullable IcmpError last;
    private long more;
    /** Whether events were held at the last pause, and none was taken since. */
    private boolean heldAtPause;

    public CollapsingText(TextWriter writer) {
        this.writer = writer;
    }

    @Override
    public boolean wantsOrder() {
        return true;
    }

    @Override
    public void begin(long firstNs) {
        writer.begin(firstNs);
    }

    @Override
    public void event(Event event) throws IOException {
        boolean taken = false;
        if (event instanceof IcmpError error) {
            taken = repeats(error);
        } else if (event instanceof UdpSend send) {
            taken = kind != null && kind.mayBeOf(send.send()) && hold(send);
        } else if (event instanceof Syscall call) {
            taken = belongs(call);
        } else if (event instanceof Event.Delivery told) {
            taken = belongs(told);
        } else if (event instanceof Event.FlowSummary || event instanceof Event.CaptureSummary) {
            writer.event(event);
            return;
        }
        if (!taken) {
            endSeries();
            write(event);
        }
    }

    private void write(Event event) throws IOException {
        writer.event(event);
        if (event instanceof Syscall call) {
            recentCalls.addLast(call.call());
            if (recentCalls.size() > MOST) {
                recentCalls.removeFirst();
            }
        } else if (event instanceof IcmpError error) {
            beginSeries(error);
        }
    }

    private void beginSeries(IcmpError error) {
        kind = BounceKind.of(error);
        if (kind == null) {
            return;
        }
        first = error;
        remember(error);
        Send cause = error.bounce().attribution().cause();
        for (SocketCall call : recentCalls) {
            if (cause != null && call.links().sent().contains(cause.frame())) {
                calls.add(CallKind.of(call));
            }
        }
    }

    private void remember(IcmpError error) {
        frames.add(error.bounce().sighting().frame());
        if (frames.size() > MOST) {
            frames.remove(frames.iterator().next());
        }
    }

    /** Takes an error of the series, with the events that were held for it. */
    private boolean repeats(IcmpError error) {
        if (kind == null || !kind.equals(BounceKind.of(error))) {
            return false;
        }
        writer.see(error);
        remember(error);
        more++;
        last = error;
        Send cause = error.bounce().attribution().cause();
        if (cause != null) {
            heldAtPause &= !held.removeIf(event -> isOf(event, cause));
        }
        return true;
    }

    private static boolean isOf(Event event, Send cause) {
        if (event instanceof UdpSend send) {
            return send.send().frame() == cause.frame()
                    && send.send().origin().id() == cause.origin().id();
        }
        return event instanceof Syscall call && call.call().links().sent().contains(cause.frame());
    }

    private boolean belongs(Syscall call) throws IOException {
        SocketCall.Links links = call.call().links();
        boolean reportsSeries = !links.reports().isEmpty() && frames.containsAll(links.reports());
        CallKind its = CallKind.of(call.call());
        if (kind == null || (!reportsSeries && !(links.reports().isEmpty() && calls.contains(its)))) {
            return false;
        }
        if (!reportsSeries) {
            return hold(call);
        }
        if (calls.add(its)) {
            // The first of its kind, which is told of the first bounce.
            writer.event(call);
        }
        return true;
    }

    /** Takes a delivery of an error of the series; writes it if it is the first of its kind, or of several errors. */
    private boolean belongs(Event.Delivery event) throws IOException {
        ObservedDelivery told = event.delivery();
        boolean ofSeries = frames.contains(told.errors().frame());
        if (ofSeries
                && (deliveries.add(DeliveryKind.of(told))
                        || !told.errors().coalescedWith().isEmpty())) {
            writer.event(event);
        }
        return ofSeries;
    }

    /** Keeps an event until its error comes; there may be none, so that only so many are kept. */
    private boolean hold(Event event) {
        if (held.size() == MOST) {
            return false;
        }
        held.addLast(event);
        return true;
    }

    private void endSeries() throws IOException {
        writeMore();
        heldAtPause = false;
        kind = null;
        first = null;
        calls.clear();
        deliveries.clear();
        frames.clear();
        for (Iterator<Event> each = held.iterator(); each.hasNext(); ) {
            Event event = each.next();
            each.remove();
            writer.event(event);
        }
    }

    private void writeMore() throws IOException {
        if (first != null && last != null) {
            writer.more(first, last, more);
        }
        last = null;
        more = 0;
    }

    /** Writes what the series has had so far. If no error came since the last pause for what is held, the series ends. */
    @Override
    public void pause() throws IOException {
        if (heldAtPause) {
            endSeries();
        } else {
            writeMore();
            heldAtPause = !held.isEmpty();
        }
    }

    @Override
    public void end(Summary summary) throws IOException {
        endSeries();
        writer.end(summary);
    }
}
