// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a timeline as one HTML page, when it has ended. What it holds of the timeline until then is bounded: of many
 * events, a sample. The output stream is not closed.
 */
public final class HtmlReport implements EventSink {
    private final OutputStream out;
    private final String title;
    private final Tally tally = new Tally();
    private final Sample sample = new Sample();
    private boolean begun;
    private long firstNs;

    /** @param title what the timeline is of, such as the command that was run; empty for the names of the inputs */
    public HtmlReport(OutputStream out, String title) {
        this.out = out;
        this.title = title;
    }

    @Override
    public boolean wantsOrder() {
        return true;
    }

    @Override
    public boolean wantsOutcomes() {
        return true;
    }

    @Override
    public void begin(long newFirstNs) {
        begun = true;
        firstNs = newFirstNs;
    }

    @Override
    public void event(Event event) {
        // A trace begins long before the program does anything.
        if (event.hasTime() && !(event instanceof Event.CaptureSummary)) {
            tally.axis().begin(begun && !(event instanceof Event.Syscall) ? firstNs : event.timeNs());
        }
        tally.add(event);
        if (!(event instanceof Event.FlowSummary) && !(event instanceof Event.CaptureSummary)) {
            sample.add(event);
        }
    }

    @Override
    public void end(Summary summary) throws IOException {
        String page = new Page(title, summary, tally, sample).write();
        out.write(page.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
