// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.decode.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Receives the fields of events, one after the other. A value that is not known is left out. Text is not escaped: each
 * sink has its own rules. Arguments other than strings must not be kept after the call.
 */
public interface FieldSink {
    void beginEvent();

    void endEvent();

    void beginObject(Field object);

    void endObject();

    /** Begins a list of objects, each of which is an item. */
    void beginList(Field list);

    void endList(Field list);

    void beginItem(Field list);

    void endItem();

    void number(Field field, long value);

    void flag(Field field, boolean value);

    /**
     * Writes one of the words of a field.
     *
     * @param index index in the field's {@linkplain Field#words() words}
     */
    void word(Field field, int index);

    /** Writes an instant, in nanoseconds since the Unix epoch. */
    void time(Field field, long timeNs);

    void address(Field field, IpAddress value);

    /** Writes arbitrary text. */
    void text(Field field, String text);

    /** Writes arbitrary text with few different values: names of files, processes and errors. */
    void name(Field field, String name);

    /** Writes ASCII text without characters that any format would escape. */
    void ascii(Field field, byte[] text, int from, int length);

    /** Writes octets as text, two hexadecimal digits each. */
    void octets(Field field, byte[] octets);

    void numbers(Field list, List<? extends Number> values);

    void texts(Field list, List<String> texts);

    /** Writes several constants of the enum whose words the field has. */
    void words(Field list, Set<? extends Enum<?>> words);

    /**
     * Writes an object that contains only flags, all of them known.
     *
     * @param bits the flags, that of the first member in the lowest bit
     */
    void flags(Field object, int bits);

    /** Writes numbers whose names are data. */
    void counts(Field object, Map<String, Long> counts);

    /** Writes a number, unless it is negative because it is not known. */
    default void known(Field field, long value) {
        if (value >= 0) {
            number(field, value);
        }
    }

    /** Writes a number, unless it is 0 because it is not known or not worth mentioning. */
    default void positive(Field field, long value) {
        if (value > 0) {
            number(field, value);
        }
    }

    /** Writes a constant of the enum whose words the field has. */
    default void word(Field field, Enum<?> word) {
        word(field, Field.index(word));
    }
}
