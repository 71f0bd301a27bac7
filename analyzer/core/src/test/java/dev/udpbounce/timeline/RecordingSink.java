package dev.udpbounce.timeline;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what it is given. */
final class RecordingSink implements EventSink {
    final List<Event> events = new ArrayList<>();
    private final boolean order;
    long firstNs = -1;

    @Nullable
    Summary summary;

    RecordingSink(boolean order) {
        this.order = order;
    }

    @Override
    public boolean wantsOrder() {
        return order;
    }

    @Override
    public void begin(long newFirstNs) {
        firstNs = newFirstNs;
    }

    @Override
    public void event(Event event) {
        events.add(event);
    }

    @Override
    public void end(Summary newSummary) {
        summary = newSummary;
    }
}
