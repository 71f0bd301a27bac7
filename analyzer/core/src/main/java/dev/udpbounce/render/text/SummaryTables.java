// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.encoding.Utf8Output;
import dev.udpbounce.render.words.BounceTableWords;
import dev.udpbounce.render.words.DestinationWords;
import dev.udpbounce.render.words.Glyphs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;

/** The tables at the end of a timeline: the destinations of errors, and the errors by process, destination and kind. */
public final class SummaryTables {
    private final TextOptions options;
    private final Glyphs glyphs;
    private final DestinationWords destinations;

    public SummaryTables(TextOptions options) {
        this.options = options;
        glyphs = options.ascii() ? Glyphs.ASCII : Glyphs.UNICODE;
        destinations = new DestinationWords(glyphs, options.rows());
    }

    /** Notes what the table of destinations needs of an error. */
    public void see(Bounce bounce) {
        destinations.see(bounce);
    }

    /** Returns the tables of a timeline; empty if it has no errors. */
    public String text(Summary summary) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try {
            Utf8Output out = new Utf8Output(octets, options.flush());
            TimeColumn times = new TimeColumn(options.time(), options.zone());
            times.begin(summary.traffic().firstNs());
            write(summary, times, new TextLine(options.width(), options.color(), options.ascii()), out);
            out.flush();
        } catch (IOException e) {
            throw new AssertionError("memory cannot fail", e);
        }
        return octets.toString(StandardCharsets.UTF_8);
    }

    /** Writes the tables. */
    void write(Summary summary, TimeColumn times, TextLine line, Utf8Output out) throws IOException {
        LongFunction<String> brief = ns ->
                times.brief(ns, summary.traffic().firstNs(), summary.traffic().lastNs());
        boolean any = !summary.destinations().isEmpty();
        if (any) {
            new DestinationLayout(line, options.width(), destinations.table(summary, brief)).write(out);
        }
        if (BounceTableWords.addsTo(summary.bounces())) {
            out.text(any ? "\n" : "");
            BounceTableWords words = new BounceTableWords(summary.bounces(), options.rows(), brief, glyphs);
            new BounceLayout(line, options.width(), words, out).write();
        }
    }

    /** Returns whether there is anything to write. */
    static boolean areThere(Summary summary) {
        return !summary.destinations().isEmpty() || BounceTableWords.addsTo(summary.bounces());
    }
}
