// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A field of the timeline, created once: its name, type, unit, and the object that it belongs to. Events share the
 * fields of the top level.
 */
public final class Field {
    private final List<Field> all;
    private final int number;
    private final String name;
    private final String path;
    private final Type type;
    private final Unit unit;
    private final boolean list;
    private final boolean item;
    private final List<String> words;
    private final List<Field> members = new ArrayList<>();

    private Field(
            List<Field> all,
            String prefix,
            String name,
            Type type,
            Unit unit,
            boolean list,
            boolean item,
            List<String> words) {
        this.all = all;
        this.name = name;
        path = prefix + name;
        this.type = type;
        this.unit = unit;
        this.list = list;
        this.item = item;
        this.words = words;
        number = all.size();
        all.add(this);
    }

    /** Creates the nameless object that contains the fields of the top level. */
    static Field root() {
        return new Field(new ArrayList<>(), "", "", Type.OBJECT, Unit.NONE, false, false, List.of());
    }

    /** Returns all fields below the same root in the order of their numbers, the root first. */
    List<Field> all() {
        return Collections.unmodifiableList(all);
    }

    private Field member(String member, Type memberType, Unit memberUnit, boolean isList, List<String> memberWords) {
        String prefix = path.isEmpty() ? "" : path + (list ? "[]." : ".");
        Field field = new Field(all, prefix, member, memberType, memberUnit, isList, list || item, memberWords);
        members.add(field);
        return field;
    }

    Field number(String member) {
        return number(member, Unit.NONE);
    }

    Field number(String member, Unit memberUnit) {
        return member(member, Type.NUMBER, memberUnit, false, List.of());
    }

    Field numbers(String member, Unit memberUnit) {
        return member(member, Type.NUMBER, memberUnit, true, List.of());
    }

    /** Adds an object with a number for each constant of an enum. */
    Field numbers(String member, Class<? extends Enum<?>> type) {
        Field object = object(member);
        object.numbers(type);
        return object;
    }

    /** Adds a number for each constant of an enum, in order. */
    List<Field> numbers(Class<? extends Enum<?>> names) {
        return words(names).stream().map(this::number).toList();
    }

    Field flag(String member) {
        return member(member, Type.FLAG, Unit.NONE, false, List.of());
    }

    /** Adds an object that contains only flags. */
    Field flags(String member, String... flags) {
        Field object = object(member);
        for (String flag : flags) {
            object.flag(flag);
        }
        return object;
    }

    Field text(String member) {
        return member(member, Type.TEXT, Unit.NONE, false, List.of());
    }

    Field texts(String member) {
        return member(member, Type.TEXT, Unit.NONE, true, List.of());
    }

    Field word(String member, String... itsWords) {
        return member(member, Type.WORD, Unit.NONE, false, List.of(itsWords));
    }

    /** Adds a field whose value is a constant of an enum, in lower case. */
    Field word(String member, Class<? extends Enum<?>> itsWords) {
        return member(member, Type.WORD, Unit.NONE, false, words(itsWords));
    }

    /** Adds a list of constants of an enum. */
    Field wordList(String member, Class<? extends Enum<?>> itsWords) {
        return member(member, Type.WORD, Unit.NONE, true, words(itsWords));
    }

    Field time(String member) {
        return member(member, Type.TIME, Unit.NONE, false, List.of());
    }

    Field address(String member) {
        return member(member, Type.ADDRESS, Unit.NONE, false, List.of());
    }

    Field object(String member) {
        return member(member, Type.OBJECT, Unit.NONE, false, List.of());
    }

    Field objects(String member) {
        return member(member, Type.OBJECT, Unit.NONE, true, List.of());
    }

    Field counts(String member) {
        return member(member, Type.COUNTS, Unit.NONE, false, List.of());
    }

    private static List<String> words(Class<? extends Enum<?>> type) {
        List<String> words = new ArrayList<>();
        for (Enum<?> constant : type.getEnumConstants()) {
            words.add(wordOf(constant));
        }
        return List.copyOf(words);
    }

    /** Returns the word for a constant in every output for programs. */
    public static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the index of the field among all fields, for data that an output prepares for each field. */
    public int number() {
        return number;
    }

    public String name() {
        return name;
    }

    /** Returns the path: {@code icmp_error.quoted.ttl}, or in an array {@code icmp_error.extensions[].data}. */
    public String path() {
        return path;
    }

    /** Returns the type of the value, or of each item if the field is a {@linkplain #isList() list}. */
    public Type type() {
        return type;
    }

    public Unit unit() {
        return unit;
    }

    public boolean isList() {
        return list;
    }

    /** Returns whether the field belongs to the items of a list. */
    public boolean isItem() {
        return item;
    }

    /** Returns the possible values of a field of type {@link Type#WORD}; empty for other types. */
    public List<String> words() {
        return words;
    }

    /** Returns the word of this field for a constant of its enum. */
    public String word(Enum<?> constant) {
        return words.get(index(constant));
    }

    /**
     * Returns the index of a constant among the words, or the members, of the field that was declared with its enum.
     */
    @SuppressWarnings("EnumOrdinal") // both are made of the enum's constants, in their order
    public static int index(Enum<?> constant) {
        return constant.ordinal();
    }

    /** Returns the fields of an object, or of each object in a list. */
    public List<Field> members() {
        return Collections.unmodifiableList(members);
    }

    @Override
    public String toString() {
        return path;
    }
}
