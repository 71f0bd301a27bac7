package dev.udpbounce.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What docs/timeline-json.md promises is what the schema says. */
class TimelineDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "..", "docs", "timeline-json.md");

    @Test
    void everyExampleIsValidAndThereIsOneOfEachType() throws IOException {
        List<String> examples = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("{"))
                .toList();

        assertThat(examples.stream().map(StrictSchema::event).map(event -> event.get("event_type")
                        .asString()))
                .containsExactly("udp_send", "icmp_error", "syscall", "flow", "capture", "summary");
    }

    @Test
    void everyFieldAndEveryWordOfTheSchemaIsExplained() throws IOException {
        String document = Files.readString(DOCUMENT);
        for (Map.Entry<String, JsonNode> definition :
                StrictSchema.read().get("$defs").properties()) {
            for (Map.Entry<String, JsonNode> property :
                    definition.getValue().path("properties").properties()) {
                assertExplained(document, property.getKey());
                property.getValue().path("enum").forEach(word -> assertExplained(document, word.asString()));
            }
        }
    }

    private static void assertExplained(String document, String word) {
        assertThat(document).containsAnyOf('`' + word + '`', '"' + word + '"', word + " or ", " or " + word);
    }
}
