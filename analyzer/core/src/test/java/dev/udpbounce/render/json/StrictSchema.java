// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The timeline's schema, closed: a field that it does not name is an error. */
public final class StrictSchema {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Schema DOCUMENT = schema("document");
    private static final Schema EVENT = schema("event");

    private StrictSchema() {}

    private static Schema schema(String root) {
        ObjectNode schema = read();
        schema.put("$id", "urn:test:" + root);
        schema.put("$ref", "#/$defs/" + root);
        for (var definition : schema.get("$defs").properties()) {
            ObjectNode node = (ObjectNode) definition.getValue();
            if (definition.getKey().endsWith("_event")) {
                node.put("unevaluatedProperties", false);
            } else if (node.has("properties") && !definition.getKey().equals("common")) {
                node.put("additionalProperties", false);
            }
        }
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
    }

    public static ObjectNode read() {
        try (InputStream stream = TimelineSchema.open()) {
            return (ObjectNode) JSON.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode document(String text) {
        return valid(DOCUMENT, text);
    }

    /** Returns the event in a line of NDJSON after checking it against the schema. */
    public static JsonNode event(String line) {
        return valid(EVENT, line);
    }

    static boolean accepts(String line) {
        return EVENT.validate(line, InputFormat.JSON).isEmpty();
    }

    private static JsonNode valid(Schema schema, String text) {
        JsonNode node = JSON.readTree(text);
        assertThat(schema.validate(
                        text,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                .as(text)
                .isEmpty();
        return node;
    }
}
