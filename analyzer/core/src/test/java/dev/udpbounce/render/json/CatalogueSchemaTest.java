// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.render.FullEvents;
import dev.udpbounce.render.Samples;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.fields.Catalogue;
import dev.udpbounce.render.fields.EventType;
import dev.udpbounce.render.fields.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema has exactly the fields of the catalogue, with their types and words. */
class CatalogueSchemaTest {
    static List<EventType> events() {
        return Catalogue.events();
    }

    @ParameterizedTest
    @MethodSource("events")
    void theSchemaHasTheFieldsOfTheCatalogueAndNoOthers(EventType type) {
        List<String> fields = new ArrayList<>();
        Stream.concat(type.head().stream(), Stream.of(type.object())).forEach(field -> add(field, fields));

        assertThat(SchemaFields.of(type.name() + "_event")).containsExactlyInAnyOrderElementsOf(fields);
    }

    private static void add(Field field, List<String> fields) {
        fields.add(field.path() + (field.isList() ? " array of " : " ") + type(field));
        field.members().forEach(member -> add(member, fields));
    }

    private static String type(Field field) {
        return switch (field.type()) {
            case NUMBER -> "integer";
            case FLAG -> "boolean";
            case TEXT, WORD, TIME, ADDRESS -> "string";
            case OBJECT -> "object";
            case COUNTS -> "counts";
        };
    }

    @ParameterizedTest
    @MethodSource("events")
    void theSchemaHasTheWordsOfTheCatalogue(EventType type) {
        Map<String, List<String>> ofSchema = SchemaFields.wordsOf(type.name() + "_event");

        assertThat(ofSchema).containsKey("event_type");
        ofSchema.forEach((path, words) -> {
            List<String> known = Catalogue.field(path).words();
            if (type.head().contains(Catalogue.field(path))) {
                assertThat(known).as(path).containsAll(words);
            } else {
                assertThat(words).as(path).containsExactlyInAnyOrderElementsOf(known);
            }
        });
    }

    @Test
    void everyFieldAtOnceKeepsToTheSchema() throws IOException {
        String lines = Samples.write(
                out -> new JsonWriter(out, JsonWriter.Shape.LINES, Flush.WHEN_FULL),
                FullEvents.events(),
                FullEvents.summary());

        assertThat(lines.lines()).hasSize(FullEvents.events().size() + 1);
        lines.lines().forEach(StrictSchema::event);
    }
}
