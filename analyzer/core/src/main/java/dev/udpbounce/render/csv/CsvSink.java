// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.csv;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.render.encoding.Rfc3339;
import dev.udpbounce.render.encoding.Utf8Buffer;
import dev.udpbounce.render.encoding.Utf8Output;
import dev.udpbounce.render.fields.Field;
import dev.udpbounce.render.fields.FieldSink;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the fields of one event as the cells of a row. A field without a column is left out; the cell of a missing
 * field is empty. Items of a list are separated by spaces.
 */
final class CsvSink implements FieldSink {
    private static final int[] COLUMNS = CsvColumns.byField();
    private static final char[] SEPARATORS = CsvColumns.separators();
    private static final int CAPACITY = 2048;

    /** The cells in the order in which their fields arrived. */
    private final Utf8Buffer cells = new Utf8Buffer(CAPACITY);

    private final int[] from = new int[CsvColumns.NAMES.size()];
    private final int[] to = new int[CsvColumns.NAMES.size()];
    private final Rfc3339 clock = new Rfc3339(ZoneOffset.UTC);
    private int items;

    @Override
    public void beginEvent() {
        cells.clear();
        Arrays.fill(from, 0);
        Arrays.fill(to, 0);
    }

    @Override
    public void endEvent() {}

    /** Writes the row of the event. */
    void write(Utf8Output out) throws IOException {
        for (int column = 0; column < from.length; column++) {
            if (column > 0) {
                out.ascii(',');
            }
            if (to[column] > from[column]) {
                out.octets(cells.octets(), from[column], to[column] - from[column]);
            }
        }
        out.ascii('\n');
    }

    /** Begins the cell of a field, or continues a shared one; returns false if the field has no cell. */
    private boolean begin(Field field) {
        int column = COLUMNS[field.number()];
        if (column < 0) {
            return false;
        }
        char separator = SEPARATORS[field.number()];
        if (separator != 0) {
            cells.ascii(separator);
        } else if (!field.isItem()) {
            from[column] = cells.length();
        }
        return true;
    }

    private void end(Field field) {
        to[COLUMNS[field.number()]] = cells.length();
    }

    @Override
    public void beginObject(Field object) {}

    @Override
    public void endObject() {}

    @Override
    public void beginList(Field list) {
        if (begin(list)) {
            items = 0;
        }
    }

    @Override
    public void endList(Field list) {}

    @Override
    public void beginItem(Field list) {
        if (COLUMNS[list.number()] >= 0) {
            space();
        }
    }

    @Override
    public void endItem() {}

    private void space() {
        if (items++ > 0) {
            cells.ascii(' ');
        }
    }

    @Override
    public void number(Field field, long value) {
        if (begin(field)) {
            cells.number(value);
            end(field);
        }
    }

    @Override
    public void flag(Field field, boolean value) {
        if (begin(field)) {
            cells.text(value ? "true" : "false");
            end(field);
        }
    }

    @Override
    public void word(Field field, int index) {
        if (begin(field)) {
            cells.text(field.words().get(index));
            end(field);
        }
    }

    @Override
    public void time(Field field, long timeNs) {
        if (begin(field)) {
            clock.set(timeNs);
            cells.octets(clock.text(), 0, Rfc3339.LENGTH);
            end(field);
        }
    }

    @Override
    public void address(Field field, IpAddress value) {
        if (begin(field)) {
            cells.address(value);
            end(field);
        }
    }

    @Override
    public void text(Field field, String text) {
        if (begin(field)) {
            cells.text(CsvText.cell(text));
            end(field);
        }
    }

    @Override
    public void name(Field field, String name) {
        text(field, name);
    }

    @Override
    public void ascii(Field field, byte[] text, int start, int length) {
        if (begin(field)) {
            cells.octets(text, start, length);
            end(field);
        }
    }

    @Override
    public void octets(Field field, byte[] octets) {
        if (begin(field)) {
            cells.text(HexFormat.of().formatHex(octets));
            end(field);
        }
    }

    @Override
    public void numbers(Field list, List<? extends Number> values) {
        if (begin(list)) {
            items = 0;
            for (Number value : values) {
                space();
                cells.number(value.longValue());
            }
            end(list);
        }
    }

    /** Ignores lists of texts, none of which has a column. */
    @Override
    public void texts(Field list, List<String> texts) {}

    @Override
    public void words(Field list, Set<? extends Enum<?>> words) {
        if (begin(list)) {
            items = 0;
            for (Enum<?> word : words) {
                space();
                cells.text(list.word(word));
            }
            end(list);
        }
    }

    @Override
    public void flags(Field object, int bits) {
        for (int i = 0; i < object.members().size(); i++) {
            flag(object.members().get(i), (bits >> i & 1) != 0);
        }
    }

    /** Ignores counts, which do not occur in an event with a row. */
    @Override
    public void counts(Field object, Map<String, Long> counts) {}
}
