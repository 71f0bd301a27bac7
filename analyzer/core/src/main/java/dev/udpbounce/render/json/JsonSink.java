// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.render.encoding.Rfc3339;
import dev.udpbounce.render.fields.Catalogue;
import dev.udpbounce.render.fields.Field;
import dev.udpbounce.render.fields.FieldSink;
import dev.udpbounce.render.fields.Type;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;

/**
 * Writes fields as JSON directly from their values. Names, words and other data with few different values are encoded
 * once.
 */
final class JsonSink implements FieldSink {
    private static final int FIELDS = Catalogue.fields().size();
    private static final SerializedString[] NAMES = new SerializedString[FIELDS];
    /** The encoded values of words and of objects of flags, by field and then by word, or by bits. */
    private static final SerializedString[][] VALUES = new SerializedString[FIELDS][];

    /** The maximum number of different names whose encoded form is kept. */
    private static final int KEPT_NAMES = 4096;

    static {
        for (Field field : Catalogue.fields()) {
            NAMES[field.number()] = new SerializedString(field.name());
            VALUES[field.number()] = values(field);
        }
    }

    private final JsonGenerator json;
    private final Rfc3339 clock = new Rfc3339(ZoneOffset.UTC);
    private final byte[] address = new byte[IpAddress.MAX_TEXT];
    private final Map<Set<?>, SerializedString> lists = new HashMap<>();
    private final Map<String, byte[]> names = new HashMap<>();
    /** The last name of each field and its octets, as a name is mostly repeated. */
    private final @Nullable String[] lastNames = new @Nullable String[FIELDS];

    private final byte[][] lastEncoded = new byte[FIELDS][];

    JsonSink(JsonGenerator json) {
        this.json = json;
    }

    private static SerializedString[] values(Field field) {
        List<Field> members = field.members();
        boolean flags = !members.isEmpty() && members.stream().allMatch(member -> member.type() == Type.FLAG);
        if (!flags) {
            return field.words().stream().map(SerializedString::new).toArray(SerializedString[]::new);
        }
        SerializedString[] values = new SerializedString[1 << members.size()];
        for (int bits = 0; bits < values.length; bits++) {
            StringBuilder object = new StringBuilder("{");
            for (int i = 0; i < members.size(); i++) {
                object.append(i == 0 ? "\"" : ",\"")
                        .append(members.get(i).name())
                        .append("\":");
                object.append((bits >> i & 1) != 0);
            }
            values[bits] = new SerializedString(object.append('}').toString());
        }
        return values;
    }

    @Override
    public void beginEvent() {
        json.writeStartObject();
    }

    @Override
    public void endEvent() {
        json.writeEndObject();
    }

    @Override
    public void beginObject(Field object) {
        json.writeName(NAMES[object.number()]);
        json.writeStartObject();
    }

    @Override
    public void endObject() {
        json.writeEndObject();
    }

    @Override
    public void beginList(Field list) {
        json.writeName(NAMES[list.number()]);
        json.writeStartArray();
    }

    @Override
    public void endList(Field list) {
        json.writeEndArray();
    }

    @Override
    public void beginItem(Field list) {
        json.writeStartObject();
    }

    @Override
    public void endItem() {
        json.writeEndObject();
    }

    @Override
    public void number(Field field, long value) {
        json.writeName(NAMES[field.number()]);
        json.writeNumber(value);
    }

    @Override
    public void flag(Field field, boolean value) {
        json.writeName(NAMES[field.number()]);
        json.writeBoolean(value);
    }

    @Override
    public void word(Field field, int index) {
        json.writeName(NAMES[field.number()]);
        json.writeString(VALUES[field.number()][index]);
    }

    @Override
    public void time(Field field, long timeNs) {
        clock.set(timeNs);
        json.writeName(NAMES[field.number()]);
        json.writeRawUTF8String(clock.text(), 0, Rfc3339.LENGTH);
    }

    @Override
    public void address(Field field, IpAddress value) {
        int length = IpAddress.write(value.version(), value.high(), value.low(), address, 0);
        json.writeName(NAMES[field.number()]);
        json.writeRawUTF8String(address, 0, length);
    }

    @Override
    public void text(Field field, String text) {
        json.writeName(NAMES[field.number()]);
        raw(JsonText.encode(text));
    }

    @Override
    public void name(Field field, String name) {
        json.writeName(NAMES[field.number()]);
        raw(encoded(field.number(), name));
    }

    private byte[] encoded(int field, String name) {
        if (name.equals(lastNames[field])) {
            return lastEncoded[field];
        }
        byte[] encoded = names.get(name);
        if (encoded == null) {
            encoded = JsonText.encode(name);
            if (names.size() >= KEPT_NAMES) {
                names.clear();
            }
            names.put(name, encoded);
        }
        lastNames[field] = name;
        lastEncoded[field] = encoded;
        return encoded;
    }

    @Override
    public void ascii(Field field, byte[] text, int from, int length) {
        json.writeName(NAMES[field.number()]);
        json.writeRawUTF8String(text, from, length);
    }

    @Override
    public void octets(Field field, byte[] octets) {
        json.writeName(NAMES[field.number()]);
        json.writeString(HexFormat.of().formatHex(octets));
    }

    @Override
    public void numbers(Field list, List<? extends Number> values) {
        json.writeName(NAMES[list.number()]);
        json.writeStartArray();
        for (Number value : values) {
            json.writeNumber(value.longValue());
        }
        json.writeEndArray();
    }

    @Override
    public void texts(Field list, List<String> texts) {
        json.writeName(NAMES[list.number()]);
        json.writeStartArray();
        for (String text : texts) {
            raw(JsonText.encode(text));
        }
        json.writeEndArray();
    }

    @Override
    public void words(Field list, Set<? extends Enum<?>> words) {
        SerializedString known = lists.get(words);
        if (known == null) {
            known = new SerializedString(
                    words.stream().map(word -> '"' + list.word(word) + '"').collect(Collectors.joining(",", "[", "]")));
            lists.put(Set.copyOf(words), known);
        }
        json.writeName(NAMES[list.number()]);
        json.writeRawValue(known);
    }

    @Override
    public void flags(Field object, int bits) {
        json.writeName(NAMES[object.number()]);
        json.writeRawValue(VALUES[object.number()][bits]);
    }

    @Override
    public void counts(Field object, Map<String, Long> counts) {
        json.writeName(NAMES[object.number()]);
        json.writeStartObject();
        counts.forEach((name, count) -> {
            json.writeName(name);
            json.writeNumber(count);
        });
        json.writeEndObject();
    }

    private void raw(byte[] text) {
        json.writeRawUTF8String(text, 0, text.length);
    }
}
