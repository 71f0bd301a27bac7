// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import dev.udpbounce.render.fields.Catalogue;
import dev.udpbounce.render.fields.Field;
import dev.udpbounce.render.fields.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The names of all fields and their values of few kinds, encoded once. */
final class EncodedFields {
    private static final byte[][] NAMES = new byte[Catalogue.fields().size()][];
    /** Words and objects of flags, by field and then by word, or by bits. */
    private static final byte[][][] VALUES = new byte[NAMES.length][][];

    static {
        for (Field field : Catalogue.fields()) {
            NAMES[field.number()] = encode(quoted(field.name()) + ':');
            VALUES[field.number()] = values(field);
        }
    }

    private EncodedFields() {}

    /** Returns the name with its quotes and colon. */
    static byte[] name(Field field) {
        return NAMES[field.number()];
    }

    /**
     * Returns a word with its quotes, or an object of flags.
     *
     * @param index index of the word, or the bits of the flags
     */
    static byte[] value(Field field, int index) {
        return VALUES[field.number()][index];
    }

    /** Puts text that needs no escapes between quotes. */
    static String quoted(String ascii) {
        return '"' + ascii + '"';
    }

    private static byte[] encode(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[][] values(Field field) {
        List<Field> members = field.members();
        boolean flags = !members.isEmpty() && members.stream().allMatch(member -> member.type() == Type.FLAG);
        if (!flags) {
            return field.words().stream().map(word -> encode(quoted(word))).toArray(byte[][]::new);
        }
        byte[][] values = new byte[1 << members.size()][];
        for (int bits = 0; bits < values.length; bits++) {
            StringBuilder object = new StringBuilder("{");
            for (int i = 0; i < members.size(); i++) {
                object.append(i == 0 ? "" : ",")
                        .append(quoted(members.get(i).name()))
                        .append(':')
                        .append((bits >> i & 1) != 0);
            }
            values[bits] = encode(object.append('}').toString());
        }
        return values;
    }
}
