// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.fields.EventFields;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Writes a timeline as JSON, {@code udpbounce/1}, as its events arrive. The output stream is not closed.
 *
 * @see TimelineSchema
 */
public final class JsonWriter implements EventSink {
    /** The shape of the JSON output. */
    public enum Shape {
        /** One event per line, the summary last. */
        LINES,
        /** One document: {@code {"schema":"udpbounce/1","events":[…],"summary":{…}}}. */
        DOCUMENT,
        /** The summary event alone, on one line. */
        SUMMARY
    }

    private final Shape shape;
    private final Flush flush;
    private final JsonSink json;
    private final EventFields fields;
    private boolean started;

    public JsonWriter(OutputStream out, Shape shape, Flush flush) {
        this.shape = shape;
        this.flush = flush;
        json = new JsonSink(out);
        fields = new EventFields(json);
    }

    @Override
    public boolean wantsOrder() {
        return shape == Shape.DOCUMENT;
    }

    @Override
    public boolean wantsOutcomes() {
        return true;
    }

    @Override
    public void begin(long firstNs) {
        fields.begin(firstNs);
    }

    @Override
    public void event(Event event) throws IOException {
        if (shape == Shape.SUMMARY) {
            return;
        }
        try {
            start();
            fields.event(event);
            json.frame("\n", shape == Shape.LINES);
            if (flush == Flush.EACH_EVENT) {
                json.flush();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void end(Summary summary) throws IOException {
        try {
            start();
            if (shape == Shape.DOCUMENT) {
                json.frame("]", false);
                fields.figures(summary);
                json.frame("}", false);
            } else {
                fields.summary(summary);
            }
            json.frame("\n", true);
            json.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void start() {
        if (!started && shape == Shape.DOCUMENT) {
            json.frame("{\"schema\":\"udpbounce/1\",\"events\":[\n", true);
        }
        started = true;
    }
}
