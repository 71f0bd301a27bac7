// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.timeline;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Passes events to the sinks: immediately to sinks that do not want order, and to the others in order of time, with the
 * summaries of flows and captures at the end.
 */
public final class Timeline {
    private static final int MIN_WAITING = 1 << 14;
    private static final int MAX_WAITING = 1 << 18;
    /** Approximate size of an event. Flow summaries are smaller; at most half as many may wait. */
    private static final int OCTETS_OF_EVENT = 1024;

    private final List<EventSink> everything = new ArrayList<>();
    private final List<EventSink> immediate = new ArrayList<>();
    private final List<EventSink> ordered = new ArrayList<>();
    private final List<EventSink> watched = new ArrayList<>();
    private final int maxSums;
    private final TimeOrder order;
    private final TimeOrder orderOfWatched;
    private final List<Event> sums = new ArrayList<>();

    /** @param memoryBytes approximate limit of the memory for waiting events, in octets */
    public Timeline(List<? extends EventSink> sinks, long memoryBytes) {
        int capacity = (int) Math.max(MIN_WAITING, Math.min(MAX_WAITING, memoryBytes / OCTETS_OF_EVENT));
        order = new TimeOrder(capacity);
        orderOfWatched = new TimeOrder(capacity);
        maxSums = capacity / 2;
        for (EventSink sink : sinks) {
            listFor(sink).add(sink);
        }
    }

    private List<EventSink> listFor(EventSink sink) {
        if (sink.wantsEverything()) {
            return everything;
        }
        if (!sink.wantsOrder()) {
            return immediate;
        }
        return sink.wantsSoon() ? watched : ordered;
    }

    /** Returns whether any sink wants order. */
    public boolean isOrdered() {
        return !ordered.isEmpty() || !watched.isEmpty();
    }

    /** Events that were passed on after a later one. */
    public long late() {
        return order.late();
    }

    public void begin(long firstNs) throws IOException {
        for (List<EventSink> sinks : List.of(everything, immediate, ordered, watched)) {
            for (EventSink sink : sinks) {
                sink.begin(firstNs);
            }
        }
    }

    /** Adds an event, which must be complete. */
    public void add(Event event) {
        see(event);
        pass(event);
    }

    /** Gives an event to the sinks that want everything. */
    public void see(Event event) {
        give(everything, event);
    }

    /** Adds an event for the sinks that do not want everything. */
    public void pass(Event event) {
        give(immediate, event);
        if (!isOrdered()) {
            return;
        }
        boolean sum = event instanceof Event.FlowSummary || event instanceof Event.CaptureSummary;
        if (sum && sums.size() < maxSums) {
            sums.add(event);
            return;
        }
        if (sum) {
            give(ordered, event);
            give(watched, event);
            return;
        }
        if (!ordered.isEmpty()) {
            order.add(event);
        }
        if (!watched.isEmpty()) {
            orderOfWatched.add(event);
        }
    }

    /** Passes on the events before {@code horizonNs}; no earlier event can follow. */
    public void release(long horizonNs) {
        for (Event event : order.takeBefore(horizonNs)) {
            give(ordered, event);
        }
        releaseSoon(horizonNs);
    }

    /** Passes on the events before {@code horizonNs} to the sinks that want them soon; an earlier event may follow. */
    public void releaseSoon(long horizonNs) {
        for (Event event : orderOfWatched.takeBefore(horizonNs)) {
            give(watched, event);
        }
    }

    /** Tells the sinks, which have all that is known, that no event comes for the moment. */
    public void pause() {
        try {
            for (List<EventSink> sinks : List.of(immediate, watched)) {
                for (EventSink sink : sinks) {
                    sink.pause();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes on all waiting events, summaries last. */
    public void releaseAll() {
        for (Event event : order.takeAll()) {
            give(ordered, event);
        }
        for (Event event : orderOfWatched.takeAll()) {
            give(watched, event);
        }
        for (Event sum : sums) {
            give(ordered, sum);
            give(watched, sum);
        }
        sums.clear();
    }

    public void end(Summary summary) throws IOException {
        for (List<EventSink> sinks : List.of(everything, immediate, ordered, watched)) {
            for (EventSink sink : sinks) {
                sink.end(summary);
            }
        }
    }

    private static void give(List<EventSink> sinks, Event event) {
        try {
            for (EventSink sink : sinks) {
                sink.event(event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
