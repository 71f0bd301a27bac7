// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import dev.udpbounce.event.Event;
import dev.udpbounce.render.text.TextOptions;
import dev.udpbounce.render.text.TextWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Events as lines of the text timeline. */
public final class EventLines {
    private final TextOptions options;

    /** @param options those of the text timeline; the width is not used */
    public EventLines(TextOptions options) {
        this.options = options;
    }

    /** Returns the last {@code most} lines of some events. */
    List<String> last(List<Event> events, int width, int most) {
        List<Event> latest = events.subList(Math.max(0, events.size() - most), events.size());
        if (latest.isEmpty() || most <= 0) {
            return List.of();
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        TextWriter writer = new TextWriter(octets, options.withWidth(width));
        try {
            writer.begin(latest.get(0).timeNs());
            // A kind of error is explained where it is written first: not in these lines, which are about what happens.
            write(latest, writer);
            octets.reset();
            write(latest, writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> lines = new ArrayList<>();
        octets.toString(StandardCharsets.UTF_8).lines().forEach(lines::add);
        return List.copyOf(lines.subList(Math.max(0, lines.size() - most), lines.size()));
    }

    private static void write(List<Event> events, TextWriter writer) throws IOException {
        for (Event event : events) {
            writer.event(event);
        }
    }
}
