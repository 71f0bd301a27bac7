package dev.udpbounce.cli;

import dev.udpbounce.timeline.Event;
import dev.udpbounce.timeline.EventSink;
import dev.udpbounce.timeline.Summary;
import java.util.ArrayList;
import java.util.List;

/** Keeps the few events of the experiments, in the order of time. */
final class DemoSink implements EventSink {
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
        // The experiments are summed up by their sentences.
    }
}
