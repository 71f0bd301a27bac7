// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.render.fields.Catalogue;
import dev.udpbounce.render.fields.Field;
import dev.udpbounce.render.fields.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The schema agrees with docs/timeline-json.md. */
class TimelineDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "..", "docs", "timeline-json.md");

    @Test
    void everyExampleIsValidAndThereIsOneOfEachType() throws IOException {
        List<String> examples = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("{"))
                .toList();

        assertThat(examples.stream().map(StrictSchema::event).map(event -> event.get("event_type")
                        .asString()))
                .containsExactly("udp_send", "icmp_error", "syscall", "delivery", "flow", "capture", "summary");
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

    @Test
    void everyFieldOfTheCatalogueStandsInATableWithItsTypeAndNoOther() throws IOException {
        Map<String, String> fields = new TreeMap<>();
        for (Field field : Catalogue.fields()) {
            if (!field.path().isEmpty() && !isEventObject(field)) {
                fields.put(withoutHolderOfProcess(field.path().replace("[]", "")), type(field));
            }
        }

        assertThat(documented()).isEqualTo(fields);
    }

    private static boolean isEventObject(Field field) {
        return Catalogue.events().stream().anyMatch(event -> event.object() == field);
    }

    /** The owner of a socket has the same meaning in every event, and a section of its own. */
    private static String withoutHolderOfProcess(String path) {
        return path.replaceFirst("^[a-z_]+\\.process\\.", "process.");
    }

    private static String type(Field field) {
        String type =
                switch (field.type()) {
                    case NUMBER ->
                        field.unit() == Unit.NONE ? "integer" : field.unit().word();
                    case FLAG -> "boolean";
                    default -> field.type().name().toLowerCase(Locale.ROOT);
                };
        return field.isList() ? "list of " + type + "s" : type;
    }

    /** Returns the fields by path with their types, from the tables below each heading. */
    private static Map<String, String> documented() throws IOException {
        Map<String, String> fields = new TreeMap<>();
        String holder = "";
        boolean inTable = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("## ")) {
                holder = line.startsWith("## `") ? line.split("`", -1)[1] + "." : "";
            }
            if (inTable && line.startsWith("| `")) {
                String[] cells = line.split("\\|", -1);
                List<String> names = List.of(cells[1].replace("`", "").strip().split(", ", -1));
                List<String> types = List.of(cells[2].strip().split(", ", -1));
                for (int i = 0; i < names.size(); i++) {
                    fields.put(holder + names.get(i), types.get(types.size() == 1 ? 0 : i));
                }
            }
            inTable = line.equals("| field | type | |") || (inTable && line.startsWith("|"));
        }
        return fields;
    }
}
