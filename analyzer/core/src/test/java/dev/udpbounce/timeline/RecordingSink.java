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
    private final boolean soon;
    long firstNs = -1;

    @Nullable
    public Summary summary;

    public RecordingSink(boolean order) {
        this(order, false);
    }

    private RecordingSink(boolean order, boolean soon) {
        this.order = order;
        this.soon = soon;
    }

    /** Returns a sink that a person watches. */
    public static RecordingSink watched() {
        return new RecordingSink(true, true);
    }

    @Override
    public boolean wantsOrder() {
        return order;
    }

    @Override
    public boolean wantsSoon() {
        return soon;
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
