// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.fields.EventFields;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

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

    private static final int BUFFER = 1 << 16;
    private static final SerializedString SCHEMA = new SerializedString("schema");
    private static final SerializedString VERSION = new SerializedString("udpbounce/1");
    private static final SerializedString EVENTS = new SerializedString("events");
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .rootValueSeparator("")
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private final Shape shape;
    private final Flush flush;
    private final JsonGenerator json;
    private final EventFields fields;
    private boolean started;

    public JsonWriter(OutputStream out, Shape shape, Flush flush) {
        this.shape = shape;
        this.flush = flush;
        json = FACTORY.createGenerator(ObjectWriteContext.empty(), new BufferedOutputStream(out, BUFFER));
        fields = new EventFields(new JsonSink(json));
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
            json.writeRaw('\n');
            if (flush == Flush.EACH_EVENT) {
                json.flush();
            }
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void end(Summary summary) throws IOException {
        try {
            start();
            if (shape == Shape.DOCUMENT) {
                json.writeEndArray();
                fields.figures(summary);
                json.writeEndObject();
            } else {
                fields.summary(summary);
            }
            json.writeRaw('\n');
            json.flush();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    private void start() {
        if (!started && shape == Shape.DOCUMENT) {
            json.writeStartObject();
            json.writeName(SCHEMA);
            json.writeString(VERSION);
            json.writeName(EVENTS);
            json.writeStartArray();
            json.writeRaw('\n');
        }
        started = true;
    }
}
