package dev.udpbounce.render;

import dev.udpbounce.timeline.Event;
import dev.udpbounce.timeline.EventSink;
import dev.udpbounce.timeline.Summary;
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
 * Writes a timeline as JSON, {@code udpbounce/1}, as it comes. The stream that it writes to stays open.
 *
 * @see TimelineSchema
 */
public final class JsonWriter implements EventSink {
    /** How the events of a timeline become JSON. */
    public enum Shape {
        /** One event a line, the summary last. */
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
    private final JsonFields fields;
    private final JsonHead head;
    private final JsonSends sends;
    private final JsonIcmpErrors icmpErrors;
    private final JsonCalls calls;
    private final JsonSums sums;
    private boolean started;

    public JsonWriter(OutputStream out, Shape shape, Flush flush) {
        this.shape = shape;
        this.flush = flush;
        json = FACTORY.createGenerator(ObjectWriteContext.empty(), new BufferedOutputStream(out, BUFFER));
        fields = new JsonFields(json);
        head = new JsonHead(fields);
        JsonSockets sockets = new JsonSockets(fields);
        sends = new JsonSends(fields, head, sockets);
        icmpErrors = new JsonIcmpErrors(fields, head, sockets);
        calls = new JsonCalls(fields, head, sockets);
        sums = new JsonSums(fields, head);
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
        head.begin(firstNs);
    }

    @Override
    public void event(Event event) throws IOException {
        if (shape == Shape.SUMMARY) {
            return;
        }
        try {
            start();
            write(event);
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
                fields.closeArray();
                sums.figures(summary);
                fields.close();
            } else {
                sums.write(summary);
            }
            json.writeRaw('\n');
            json.flush();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    private void start() {
        if (!started && shape == Shape.DOCUMENT) {
            fields.open();
            fields.word(SCHEMA, VERSION);
            fields.openArray(EVENTS);
            json.writeRaw('\n');
        }
        started = true;
    }

    private void write(Event event) {
        if (event instanceof Event.UdpSend send) {
            sends.write(send);
        } else if (event instanceof Event.IcmpError error) {
            icmpErrors.write(error);
        } else if (event instanceof Event.FlowSummary flow) {
            sends.write(flow.flow());
        } else if (event instanceof Event.CaptureSummary capture) {
            sums.write(capture);
        } else if (event instanceof Event.Syscall syscall) {
            calls.write(syscall.call());
        }
    }
}
