// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import java.io.IOException;

/**
 * Passes every event to a writer as it happens. In a live capture this is the order of time, except for errors that
 * wait briefly for a better cause.
 */
record UnorderedSink(EventSink writer) implements EventSink {
    @Override
    public boolean wantsOrder() {
        return false;
    }

    @Override
    public boolean wantsOutcomes() {
        return writer.wantsOutcomes();
    }

    @Override
    public boolean wantsFlows() {
        return writer.wantsFlows();
    }

    @Override
    public boolean wantsPayloads() {
        return writer.wantsPayloads();
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
    public void pause() throws IOException {
        writer.pause();
    }

    @Override
    public void end(Summary summary) throws IOException {
        writer.end(summary);
    }
}
