// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.decode.IpAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records which fields were written, and the types of their values. */
final class RecordingSink implements FieldSink {
    private final Set<String> seen = new LinkedHashSet<>();

    /** The path and type of every field, without repeats. */
    Set<String> seen() {
        return seen;
    }

    /** Returns the paths and types that a catalogue declares. */
    static String declared(Field field) {
        return line(field, field.type(), field.isList());
    }

    private static String line(Field field, Type type, boolean list) {
        return field.path() + (list ? " list of " : " ") + type;
    }

    private void see(Field field, Type type, boolean list) {
        seen.add(line(field, type, list));
    }

    @Override
    public void beginEvent() {}

    @Override
    public void endEvent() {}

    @Override
    public void beginObject(Field object) {
        see(object, Type.OBJECT, false);
    }

    @Override
    public void endObject() {}

    @Override
    public void beginList(Field list) {
        see(list, Type.OBJECT, true);
    }

    @Override
    public void endList(Field list) {}

    @Override
    public void beginItem(Field list) {}

    @Override
    public void endItem() {}

    @Override
    public void number(Field field, long value) {
        see(field, Type.NUMBER, false);
    }

    @Override
    public void flag(Field field, boolean value) {
        see(field, Type.FLAG, false);
    }

    @Override
    public void word(Field field, int index) {
        see(field, Type.WORD, false);
    }

    @Override
    public void time(Field field, long timeNs) {
        see(field, Type.TIME, false);
    }

    @Override
    public void address(Field field, IpAddress value) {
        see(field, Type.ADDRESS, false);
    }

    @Override
    public void text(Field field, String text) {
        see(field, Type.TEXT, false);
    }

    @Override
    public void name(Field field, String name) {
        see(field, Type.TEXT, false);
    }

    @Override
    public void ascii(Field field, byte[] text, int from, int length) {
        see(field, Type.TEXT, false);
    }

    @Override
    public void octets(Field field, byte[] octets) {
        see(field, Type.TEXT, false);
    }

    @Override
    public void numbers(Field list, List<? extends Number> values) {
        see(list, Type.NUMBER, true);
    }

    @Override
    public void texts(Field list, List<String> texts) {
        see(list, Type.TEXT, true);
    }

    @Override
    public void words(Field list, Set<? extends Enum<?>> words) {
        see(list, Type.WORD, true);
    }

    @Override
    public void flags(Field object, int bits) {
        see(object, Type.OBJECT, false);
        object.members().forEach(member -> see(member, Type.FLAG, false));
    }

    @Override
    public void counts(Field object, Map<String, Long> counts) {
        see(object, Type.COUNTS, false);
    }
}
