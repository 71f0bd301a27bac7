package dev.udpbounce.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Puts events in the order of time. An event waits until nothing earlier can come any more: a bounced datagram is known
 * as such only when its error arrives. The number that may wait is bounded; beyond it the earliest goes early.
 */
final class TimeOrder {
    /** An event and its place: time, then order of arrival, sends before what follows from them. */
    private record Entry(Event event, long timeNs, int kind, long frame, long arrival) implements Comparable<Entry> {
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

    private final int capacity;
    private final PriorityQueue<Entry> waiting = new PriorityQueue<>();
    private long arrivals;
    private long lastNs = Long.MIN_VALUE;
    private long late;

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
        waiting.add(new Entry(event, event.timeNs(), kind, frame, arrivals++));
    }

    /** The events before {@code horizonNs}, and those that too many others wait behind, earliest first. */
    List<Event> takeBefore(long horizonNs) {
        Entry first = waiting.peek();
        if (first == null || (first.timeNs() >= horizonNs && waiting.size() <= capacity)) {
            return List.of();
        }
        List<Event> taken = new ArrayList<>();
        while (first != null && (first.timeNs() < horizonNs || waiting.size() > capacity)) {
            waiting.remove();
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

    /** Events that were handed out after a later one. */
    long late() {
        return late;
    }
}
