// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.timeline;

import dev.udpbounce.decode.Extension;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.SocketCall;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts events by time. An event waits until no earlier event can follow, since a bounced datagram is recognized only
 * when its error arrives. The number of waiting events is bounded; if it is exceeded, the earliest event is released
 * early.
 */
final class TimeOrder {
    /** An event and its sort key: time, then sends before other events, then frame, then order of arrival. */
    private record Entry(Event event, long timeNs, int kind, long frame, long arrival, int weight)
            implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int order = Long.compare(timeNs, other.timeNs);
            if (order == 0) {
                order = Integer.compare(kind, other.kind);
            }
            if (order == 0) {
                order = Long.compare(frame, other.frame);
            }
            return order == 0 ? Long.compare(arrival, other.arrival) : order;
        }
    }

    private static final int OCTETS_OF_EVENT = 512;
    private static final int OCTETS_OF_EXTENSION = 96;
    /** A number in a list. */
    private static final int OCTETS_OF_FRAME = 24;

    private static final int OCTETS_OF_MESSAGE = 160;

    private final int capacity;
    private final PriorityQueue<Entry> waiting = new PriorityQueue<>();
    private long arrivals;
    private long weight;
    private long lastNs = Long.MIN_VALUE;
    private long late;

    /** @param capacity maximum number of waiting events; large events count as several */
    TimeOrder(int capacity) {
        this.capacity = capacity;
    }

    void add(Event event) {
        int kind = 1;
        long frame = 0;
        if (event instanceof Event.UdpSend send) {
            kind = 0;
            frame = send.send().frame();
        } else if (event instanceof Event.IcmpError error) {
            frame = error.bounce().sighting().frame();
        }
        Entry entry = new Entry(event, event.timeNs(), kind, frame, arrivals++, weight(event));
        weight += entry.weight;
        waiting.add(entry);
    }

    /** Removes and returns the events before {@code horizonNs} and those in excess of the capacity, earliest first. */
    List<Event> takeBefore(long horizonNs) {
        Entry first = waiting.peek();
        if (first == null || (first.timeNs() >= horizonNs && weight <= capacity)) {
            return List.of();
        }
        List<Event> taken = new ArrayList<>();
        while (first != null && (first.timeNs() < horizonNs || weight > capacity)) {
            taken.add(take());
            first = waiting.peek();
        }
        return taken;
    }

    /** All events, earliest first. */
    List<Event> takeAll() {
        List<Event> taken = new ArrayList<>();
        while (!waiting.isEmpty()) {
            taken.add(take());
        }
        return taken;
    }

    /** Takes the earliest. */
    private Event take() {
        Entry first = waiting.remove();
        weight -= first.weight;
        if (first.timeNs() < lastNs) {
            late++;
        } else {
            lastNs = first.timeNs();
        }
        return first.event();
    }

    private static int weight(Event event) {
        int octets = 0;
        if (event instanceof Event.UdpSend send) {
            octets = length(send.send().comment());
        } else if (event instanceof Event.IcmpError error) {
            octets = length(error.bounce().sighting().comment());
            for (Extension extension : error.bounce().icmp().extensions()) {
                octets += OCTETS_OF_EXTENSION + extension.length();
            }
            octets += OCTETS_OF_FRAME * coalesced(error.fate());
        } else if (event instanceof Event.Syscall syscall) {
            SocketCall.Links links = syscall.call().links();
            octets = OCTETS_OF_FRAME * (links.sent().size() + links.reports().size())
                    + OCTETS_OF_MESSAGE * syscall.call().request().messages().size();
        } else if (event instanceof Event.Delivery told) {
            octets = OCTETS_OF_FRAME * told.delivery().errors().coalescedWith().size()
                    + told.delivery().details().command().length();
        }
        return 1 + octets / OCTETS_OF_EVENT;
    }

    private static int coalesced(@Nullable Fate fate) {
        return fate == null ? 0 : fate.coalescedWith().size();
    }

    private static int length(@Nullable String comment) {
        return comment == null ? 0 : comment.length();
    }

    /** Events that were released after a later one. */
    long late() {
        return late;
    }
}
