package dev.udpbounce.cli;

import dev.udpbounce.timeline.Event;
import dev.udpbounce.timeline.EventSink;
import dev.udpbounce.timeline.Summary;
import java.io.IOException;

/** Gives a writer every event as it happens, which in a live capture is the order of time. */
record LiveSink(EventSink writer) implements EventSink {
    @Override
    public boolean wantsOrder() {
        return false;
    }

    @Override
    public void begin(long firstNs) throws IOException {
        writer.begin(firstNs);
    }

    @Override
    public void event(Event event) throws IOException {
        writer.event(event);
    }

    @Override
    public void end(Summary summary) throws IOException {
        writer.end(summary);
    }
}
