// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.timeline;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what it is given. */
public final class RecordingSink implements EventSink {
    public final List<Event> events = new ArrayList<>();
    private final boolean order;
    long firstNs = -1;

    @Nullable
    public Summary summary;

    public RecordingSink(boolean order) {
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
