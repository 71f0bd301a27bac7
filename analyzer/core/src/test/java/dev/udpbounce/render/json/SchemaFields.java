// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The fields that the schema names for an event, in its order: {@code udp_send.len integer}. The fields of an array of
 * objects follow it: {@code icmp_error.extensions[].data string}. An object whose names are data is {@code counts}.
 */
final class SchemaFields {
    private static final JsonNode DEFINITIONS = StrictSchema.read().get("$defs");

    private final List<String> fields = new ArrayList<>();
    private final Map<String, List<String>> words = new LinkedHashMap<>();

    private SchemaFields() {}

    /** @param event the definition of an event, such as {@code udp_send_event} */
    static List<String> of(String event) {
        return flat(event).fields;
    }

    /** Returns the possible values of fields with few words, by path. */
    static Map<String, List<String>> wordsOf(String event) {
        return flat(event).words;
    }

    private static SchemaFields flat(String event) {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        for (String definition : List.of("common", event)) {
            DEFINITIONS
                    .get(definition)
                    .get("properties")
                    .properties()
                    .forEach(property -> properties.put(property.getKey(), property.getValue()));
        }
        SchemaFields flat = new SchemaFields();
        properties.forEach(flat::add);
        return flat;
    }

    private void add(String path, JsonNode schema) {
        JsonNode node = resolved(schema);
        String type = type(node);
        if (type.equals("array")) {
            JsonNode items = resolved(node.get("items"));
            fields.add(path + " array of " + type(items));
            words(path, items);
            members(path + "[].", items);
        } else {
            fields.add(path + " " + (type.equals("object") && !node.has("properties") ? "counts" : type));
            words(path, node);
            members(path + ".", node);
        }
    }

    private void words(String path, JsonNode node) {
        List<String> known = new ArrayList<>();
        node.path("enum").forEach(word -> known.add(word.asString()));
        if (node.path("const").isString()) {
            known.add(node.get("const").asString());
        }
        if (!known.isEmpty() && type(node).equals("string")) {
            words.put(path, known);
        }
    }

    private void members(String prefix, JsonNode node) {
        for (Map.Entry<String, JsonNode> member : node.path("properties").properties()) {
            add(prefix + member.getKey(), member.getValue());
        }
    }

    private static JsonNode resolved(JsonNode schema) {
        return schema.has("$ref")
                ? DEFINITIONS.get(schema.get("$ref").asString().substring("#/$defs/".length()))
                : schema;
    }

    private static String type(JsonNode node) {
        if (node.has("type")) {
            return node.get("type").asString();
        }
        JsonNode value =
                node.has("const") ? node.get("const") : node.get("enum").get(0);
        return value.isBoolean() ? "boolean" : value.isNumber() ? "integer" : "string";
    }
}
