// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.demo;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import java.util.ArrayList;
import java.util.List;

/** Keeps the few events of the experiments in order of time. */
final class EventList implements EventSink {
    private final List<Event> events = new ArrayList<>();

    List<Event> events() {
        return events;
    }

    @Override
    public boolean wantsOrder() {
        return true;
    }

    @Override
    public void event(Event event) {
        events.add(event);
    }

    @Override
    public void end(Summary summary) {
        // The sentences of the experiments replace a summary.
    }
}
