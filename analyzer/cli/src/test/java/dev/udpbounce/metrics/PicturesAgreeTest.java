// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.Pictures;
import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.pipeline.Analysis;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.html.HtmlReport;
import dev.udpbounce.render.json.JsonWriter;
import dev.udpbounce.socket.CallMerger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Events, summary, page and metrics have the same figures, whether the packets are read, captured, or captured beside
 * a trace; and these figures are the same in all three.
 */
class PicturesAgreeTest {
    private static final long MEMORY = 8 << 20;

    @TempDir
    private Path folder;

    /** Everything that is made of one timeline. */
    private static final class Made {
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        private final ByteArrayOutputStream page = new ByteArrayOutputStream();
        private final Metrics metrics = new Metrics();
        /** Whether all datagrams and flows are events. */
        private final boolean all;

        private final List<EventSink> sinks = List.of(
                new JsonWriter(lines, JsonWriter.Shape.LINES, Flush.WHEN_FULL), new HtmlReport(page, ""), metrics);

        Made(boolean all) {
            this.all = all;
        }

        Pictures pictures() {
            return new Pictures(lines.toString(StandardCharsets.UTF_8));
        }
    }

    static Stream<Path> captures() {
        return Captures.all().stream()
                .map(folder -> Captures.file(folder.getFileName().toString()));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everyPictureHasTheSameFigures(Path capture) throws IOException {
        Map<String, Long> read = check(alone(capture, Follow.ALL), true);
        Map<String, Long> live = check(alone(capture, Follow.AT_ONCE_ALL_FLOWS), true);
        Map<String, Long> run = check(besideATrace(capture), false);

        assertThat(check(alone(capture, Follow.BOUNCED), true))
                .as("read without --all")
                .isEqualTo(read);
        assertThat(check(alone(capture, Follow.AT_ONCE), true))
                .as("live without --all")
                .isEqualTo(read);
        assertThat(live).as("live").isEqualTo(read);
        assertThat(run).as("run").isEqualTo(read);
    }

    /** Returns the outcomes after checking that all pictures have them. */
    private Map<String, Long> check(Made made, boolean counted) throws IOException {
        Path file = folder.resolve("udpbounce.prom");
        new MetricsFile(made.metrics, file).write();
        String metrics = Files.readString(file);
        Pictures pictures = made.pictures();
        if (made.all) {
            pictures.eventsAndSummaryAgree();
        } else {
            pictures.sumsAreWhole();
        }
        pictures.pageAgrees(made.page.toString(StandardCharsets.UTF_8));
        if (counted) {
            pictures.metricsAgree(metrics);
        } else {
            pictures.errorsInMetricsAgree(metrics);
        }
        return pictures.outcomes();
    }

    /** Analyzes a capture as {@code read --all} or as {@code live --all} does. */
    private static Made alone(Path capture, Follow follow) throws IOException {
        Made made = new Made(follow == Follow.ALL || follow == Follow.AT_ONCE_ALL_FLOWS);
        Analysis analysis = new Analysis(settings(follow), made.sinks);
        try (Inputs inputs = Inputs.open(List.of(capture.toString()))) {
            analysis.run(inputs.frames());
        }
        made.metrics.update(Objects.requireNonNull(analysis.countsSoFar()), List.of());
        return made;
    }

    /** Analyzes a capture as {@code run --all} does, beside a program without calls. */
    private static Made besideATrace(Path capture) throws IOException {
        Made made = new Made(true);
        CallMerger story = new CallMerger(made.sinks, true, CallMerger.Packets.ALL, MEMORY);
        story.start(0);
        try (Inputs inputs = Inputs.open(List.of(capture.toString()))) {
            new Analysis(settings(Follow.AT_ONCE_ALL_FLOWS), List.of(story)).run(inputs.frames());
        }
        story.finish();
        return made;
    }

    private static Analysis.Settings settings(Follow follow) {
        return new Analysis.Settings(60_000_000_000L, MEMORY, follow, null, 0, 1);
    }
}
