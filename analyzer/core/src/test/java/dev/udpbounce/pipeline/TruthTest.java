// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.timeline.RecordingSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks every capture whose truth is known from its experiment, in one pass and in two. */
class TruthTest {
    static Stream<String> cases() {
        return Captures.all().stream()
                .filter(folder -> Files.exists(folder.resolve("truth.json")))
                .map(folder -> folder.getFileName().toString());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isToldInOnePass(String name) throws IOException {
        check(name, 1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isToldInTwoPasses(String name) throws IOException {
        check(name, 2);
    }

    private static void check(String name, int passes) throws IOException {
        Path folder = Captures.path(name);
        JsonNode truth =
                JsonMapper.shared().readTree(folder.resolve("truth.json").toFile());
        RecordingSink sink = new RecordingSink(false);
        Summary summary = analyze(Captures.file(name), passes, sink);

        assertThat(summary.traffic().packets()).isEqualTo(truth.get("packets").asLong());
        Map<Long, String> expected = new TreeMap<>();
        Map<Long, JsonNode> entries = new TreeMap<>();
        for (JsonNode error : truth.get("errors")) {
            expected.put(error.get("frame").asLong(), expected(error));
            entries.put(error.get("frame").asLong(), error);
        }
        Map<Long, String> actual = new TreeMap<>();
        for (Event event : sink.events) {
            if (event instanceof Event.IcmpError icmpError) {
                Bounce bounce = icmpError.bounce();
                actual.put(
                        bounce.sighting().frame(),
                        actual(bounce, entries.get(bounce.sighting().frame())));
            }
        }
        assertThat(actual).isEqualTo(expected);
    }

    static Summary analyze(Path file, int passes, EventSink sink) throws IOException {
        Analysis.Settings settings = new Analysis.Settings(60_000_000_000L, 16 << 20, Follow.BOUNCED, null, 0, 7);
        Analysis analysis = new Analysis(settings, List.of(sink));
        try (Inputs inputs = Inputs.open(List.of(file.toString()))) {
            return passes == 1 ? analysis.run(inputs.frames()) : analysis.runTwice(inputs::frames);
        }
    }

    private static String expected(JsonNode error) {
        List<Long> candidates = new ArrayList<>();
        error.path("candidates").forEach(frame -> candidates.add(frame.asLong()));
        return "cause %d, match %s, candidates %s, duplicate of %d"
                .formatted(
                        error.path("cause").asLong(0),
                        error.path("match").asString("any"),
                        candidates,
                        error.path("duplicate_of").asLong(0));
    }

    private static String actual(Bounce bounce, @Nullable JsonNode expected) {
        boolean any = expected != null && !expected.has("match");
        return "cause %d, match %s, candidates %s, duplicate of %d"
                .formatted(
                        bounce.attribution().cause() == null
                                ? 0
                                : bounce.attribution().cause().frame(),
                        any ? "any" : bounce.attribution().match().name().toLowerCase(Locale.ROOT),
                        bounce.attribution().candidateFrames(),
                        bounce.attribution().duplicateOf());
    }
}
