// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import java.io.IOException;

/** Passes everything on to another sink, and wants what that one wants. Subclasses change a part of this. */
public abstract class ForwardingSink implements EventSink {
    private final EventSink next;

    protected ForwardingSink(EventSink next) {
        this.next = next;
    }

    @Override
    public boolean wantsOrder() {
        return next.wantsOrder();
    }

    @Override
    public boolean wantsSoon() {
        return next.wantsSoon();
    }

    @Override
    public boolean wantsOutcomes() {
        return next.wantsOutcomes();
    }

    @Override
    public boolean wantsFlows() {
        return next.wantsFlows();
    }

    @Override
    public boolean wantsPayloads() {
        return next.wantsPayloads();
    }

    @Override
    public boolean wantsEverything() {
        return next.wantsEverything();
    }

    @Override
    public void begin(long firstNs) throws IOException {
        next.begin(firstNs);
    }

    @Override
    public void event(Event event) throws IOException {
        next.event(event);
    }

    @Override
    public void pause() throws IOException {
        next.pause();
    }

    @Override
    public void end(Summary summary) throws IOException {
        next.end(summary);
    }
}
