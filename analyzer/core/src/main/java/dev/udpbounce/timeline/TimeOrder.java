package dev.udpbounce.timeline;

import dev.udpbounce.decode.Extension;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts events in the order of time. An event waits until nothing earlier can come any more: a bounced datagram is known
 * as such only when its error arrives. The number that may wait is bounded; beyond it the earliest goes early.
 */
final class TimeOrder {
    /** An event and its place: time, then order of arrival, sends before what follows from them. */
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

    private final int capacity;
    private final PriorityQueue<Entry> waiting = new PriorityQueue<>();
    private long arrivals;
    private long weight;
    private long lastNs = Long.MIN_VALUE;
    private long late;

    /** @param capacity events that may wait; large ones count as several */
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
            frame = error.bounce().frame();
        }
        Entry entry = new Entry(event, event.timeNs(), kind, frame, arrivals++, weight(event));
        weight += entry.weight;
        waiting.add(entry);
    }

    /** The events before {@code horizonNs}, and those that too many others wait behind, earliest first. */
    List<Event> takeBefore(long horizonNs) {
        Entry first = waiting.peek();
        if (first == null || (first.timeNs() >= horizonNs && weight <= capacity)) {
            return List.of();
        }
        List<Event> taken = new ArrayList<>();
        while (first != null && (first.timeNs() < horizonNs || weight > capacity)) {
            waiting.remove();
            weight -= first.weight;
            if (first.timeNs() < lastNs) {
                late++;
            } else {
                lastNs = first.timeNs();
            }
            taken.add(first.event());
            first = waiting.peek();
        }
        return taken;
    }

    private static int weight(Event event) {
        int octets = 0;
        if (event instanceof Event.UdpSend send) {
            octets = length(send.send().comment());
        } else if (event instanceof Event.IcmpError error) {
            octets = length(error.bounce().comment());
            for (Extension extension : error.bounce().extensions()) {
                octets += OCTETS_OF_EXTENSION + extension.data().length();
            }
        }
        return 1 + octets / OCTETS_OF_EVENT;
    }

    private static int length(@Nullable String comment) {
        return comment == null ? 0 : comment.length();
    }

    /** Events that were handed out after a later one. */
    long late() {
        return late;
    }
}
