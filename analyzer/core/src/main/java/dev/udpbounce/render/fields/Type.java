// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

/** The type of a field's value. */
public enum Type {
    /** An integer, in some {@link Unit}. */
    NUMBER,
    FLAG,
    /** Text that is not escaped. */
    TEXT,
    /** One of the few {@linkplain Field#words() words} of the field. */
    WORD,
    /** An instant in nanoseconds since the Unix epoch. */
    TIME,
    ADDRESS,
    /** An object with further fields. */
    OBJECT,
    /** Numbers whose names are data. */
    COUNTS
}
