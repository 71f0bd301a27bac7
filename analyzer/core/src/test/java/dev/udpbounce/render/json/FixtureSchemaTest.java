// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.pipeline.Analysis;
import dev.udpbounce.render.encoding.Flush;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The output for every capture case, with all its datagrams, conforms to the schema. */
class FixtureSchemaTest {
    static Stream<String> cases() {
        return Captures.all().stream().map(folder -> folder.getFileName().toString());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyLineIsAnEventOfTheSchema(String name) throws IOException {
        List<String> lines =
                read(name, Follow.ALL, JsonWriter.Shape.LINES).lines().toList();

        assertThat(lines).isNotEmpty().allSatisfy(StrictSchema::event);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theDocumentIsOneOfTheSchemaInTheOrderOfTime(String name) throws IOException {
        JsonNode document = StrictSchema.document(read(name, Follow.ALL, JsonWriter.Shape.DOCUMENT));

        long before = Long.MIN_VALUE;
        for (JsonNode event : document.get("events")) {
            String type = event.get("event_type").asString();
            boolean isPacket = type.equals("udp_send") || type.equals("icmp_error");
            if (isPacket && event.has("offset_ns")) {
                long offset = event.get("offset_ns").asLong();
                assertThat(offset).isGreaterThanOrEqualTo(before);
                before = offset;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Follow.class)
    void theSumOfTheOutcomesIsTheNumberOfSends(Follow follow) throws IOException {
        for (String name : cases().toList()) {
            List<String> lines =
                    read(name, follow, JsonWriter.Shape.LINES).lines().toList();
            JsonNode summary = StrictSchema.event(lines.get(lines.size() - 1)).get("summary");
            long sum = 0;
            for (JsonNode count : summary.get("outcomes")) {
                sum += count.asLong();
            }
            assertThat(sum).as(name).isEqualTo(summary.get("udp_sends").asLong());
        }
    }

    private static String read(String name, Follow follow, JsonWriter.Shape shape) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Analysis.Settings settings = new Analysis.Settings(60_000_000_000L, 1 << 20, follow, null, 0, 3);
        try (Inputs inputs = Inputs.open(List.of(Captures.file(name).toString()))) {
            new Analysis(settings, List.of(new JsonWriter(out, shape, Flush.WHEN_FULL))).run(inputs.frames());
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
