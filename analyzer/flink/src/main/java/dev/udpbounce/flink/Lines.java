// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.partition.RunPlan;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/** Events as whole lines of NDJSON, in chunks of some kilobytes. */
final class Lines implements EventSink {
    private static final int FULL = 1 << 15;

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final JsonWriter json = new JsonWriter(octets, JsonWriter.Shape.LINES, Flush.EACH_EVENT);
    private final Consumer<byte[]> out;

    Lines(RunPlan plan, Consumer<byte[]> out) {
        this(plan.hasTimes(), plan.firstNs(), out);
    }

    /**
     * @param hasTimes whether any frame has a time
     * @param firstNs time of the first one, nanoseconds since the Unix epoch
     */
    Lines(boolean hasTimes, long firstNs, Consumer<byte[]> out) {
        this.out = out;
        if (hasTimes) {
            json.begin(firstNs);
        }
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    @Override
    public void event(Event event) throws IOException {
        json.event(event);
        if (octets.size() >= FULL) {
            flush();
        }
    }

    @Override
    public void end(Summary summary) throws IOException {
        json.end(summary);
        flush();
    }

    /** Passes on the lines that are left. */
    void flush() {
        if (octets.size() > 0) {
            out.accept(octets.toByteArray());
            octets.reset();
        }
    }
}
