// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.render.encoding.Rfc3339;
import dev.udpbounce.render.encoding.Utf8Buffer;
import dev.udpbounce.render.fields.Catalogue;
import dev.udpbounce.render.fields.Field;
import dev.udpbounce.render.fields.FieldSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes fields as JSON into a buffer directly from their values. Names, words and other data with few different values
 * are encoded once (see {@link EncodedFields}). If the stream fails, a method throws {@link UncheckedIOException}.
 */
final class JsonSink implements FieldSink {
    /** The number of octets from which the buffer is written to the stream. */
    private static final int FULL = 1 << 16;

    private static final int FIELDS = Catalogue.fields().size();
    private static final byte[] TRUE = "true".getBytes(UTF_8);
    private static final byte[] FALSE = "false".getBytes(UTF_8);

    /** The maximum number of different names whose encoded form is kept. */
    private static final int KEPT_NAMES = 4096;

    private final OutputStream out;
    private final Utf8Buffer json = new Utf8Buffer(2 * FULL);
    private final Rfc3339 clock = new Rfc3339(ZoneOffset.UTC);
    private final Map<String, byte[]> names = new HashMap<>();
    /** The last name of each field and its octets, as a name is mostly repeated. */
    private final @Nullable String[] lastNames = new @Nullable String[FIELDS];

    private final byte[][] lastEncoded = new byte[FIELDS][];
    /** Whether a comma precedes the next member or item. */
    private boolean separate;

    JsonSink(OutputStream out) {
        this.out = out;
    }

    /** Writes ASCII text as it is. What follows is the first of its object or list, or another after it. */
    void frame(String text, boolean isFirst) {
        json.text(text);
        separate = !isFirst;
    }

    /** Writes the buffer to the stream and flushes it. */
    void flush() throws IOException {
        drain();
        out.flush();
    }

    private void drain() throws IOException {
        int length = json.length();
        json.clear();
        out.write(json.octets(), 0, length);
    }

    private void begin(char bracket) {
        json.ascii(bracket);
        separate = false;
    }

    private void end(char bracket) {
        json.ascii(bracket);
        separate = true;
        if (json.length() >= FULL) {
            try {
                drain();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void separate() {
        if (separate) {
            json.ascii(',');
        }
        separate = true;
    }

    private void nameOf(Field field) {
        separate();
        raw(EncodedFields.name(field));
    }

    private void raw(byte[] encoded) {
        json.octets(encoded, 0, encoded.length);
    }

    private void string(byte[] encoded, int from, int length) {
        json.ascii('"');
        json.octets(encoded, from, length);
        json.ascii('"');
    }

    @Override
    public void beginEvent() {
        separate();
        begin('{');
    }

    @Override
    public void endEvent() {
        end('}');
    }

    @Override
    public void beginObject(Field object) {
        nameOf(object);
        begin('{');
    }

    @Override
    public void endObject() {
        end('}');
    }

    @Override
    public void beginList(Field list) {
        nameOf(list);
        begin('[');
    }

    @Override
    public void endList(Field list) {
        end(']');
    }

    @Override
    public void beginItem(Field list) {
        separate();
        begin('{');
    }

    @Override
    public void endItem() {
        end('}');
    }

    @Override
    public void number(Field field, long value) {
        nameOf(field);
        json.number(value);
    }

    @Override
    public void flag(Field field, boolean value) {
        nameOf(field);
        raw(value ? TRUE : FALSE);
    }

    @Override
    public void word(Field field, int index) {
        nameOf(field);
        raw(EncodedFields.value(field, index));
    }

    @Override
    public void time(Field field, long timeNs) {
        clock.set(timeNs);
        nameOf(field);
        string(clock.text(), 0, Rfc3339.LENGTH);
    }

    @Override
    public void address(Field field, IpAddress value) {
        nameOf(field);
        json.ascii('"');
        json.address(value);
        json.ascii('"');
    }

    @Override
    public void text(Field field, String text) {
        nameOf(field);
        text(text);
    }

    @Override
    public void name(Field field, String name) {
        byte[] encoded = encoded(field.number(), name);
        nameOf(field);
        string(encoded, 0, encoded.length);
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
        nameOf(field);
        string(text, from, length);
    }

    @Override
    public void octets(Field field, byte[] octets) {
        nameOf(field);
        json.text(EncodedFields.quoted(HexFormat.of().formatHex(octets)));
    }

    @Override
    public void numbers(Field list, List<? extends Number> values) {
        beginList(list);
        for (Number value : values) {
            separate();
            json.number(value.longValue());
        }
        endList(list);
    }

    @Override
    public void texts(Field list, List<String> texts) {
        beginList(list);
        for (String text : texts) {
            separate();
            text(text);
        }
        endList(list);
    }

    @Override
    public void words(Field list, Set<? extends Enum<?>> words) {
        beginList(list);
        for (Enum<?> word : words) {
            separate();
            raw(EncodedFields.value(list, Field.index(word)));
        }
        endList(list);
    }

    @Override
    public void flags(Field object, int bits) {
        nameOf(object);
        raw(EncodedFields.value(object, bits));
    }

    @Override
    public void counts(Field object, Map<String, Long> counts) {
        beginObject(object);
        counts.forEach((name, count) -> {
            separate();
            text(name);
            json.ascii(':');
            json.number(count);
        });
        endObject();
    }

    private void text(String text) {
        byte[] encoded = JsonText.encode(text);
        string(encoded, 0, encoded.length);
    }
}
