// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A declaration of an option. The methods that return its value end the declaration and add the option to its command,
 * so that a field cannot hold an option that was not added.
 */
public final class OptionDeclaration {
    private final CommandSpec command;
    private final OptionSpec.Builder spec;

    OptionDeclaration(CommandSpec command, String name, String... moreNames) {
        this.command = command;
        spec = OptionSpec.builder(name, moreNames);
    }

    public OptionDeclaration description(String description) {
        spec.description(description);
        return this;
    }

    /** Hides the option in the help. */
    public OptionDeclaration hidden() {
        spec.hidden(true);
        return this;
    }

    /** Sets the value of an option that is not given. */
    public OptionDeclaration defaultValue(String word) {
        spec.defaultValue(word);
        return this;
    }

    /** Splits one argument at commas into several values. */
    public OptionDeclaration commaSeparated() {
        spec.splitRegex(",");
        return this;
    }

    /** Declares an option without a value. */
    public Flag flag() {
        OptionSpec built = spec.type(boolean.class).build();
        command.addOption(built);
        return new Flag(built);
    }

    /** Declares an option without a value that may be repeated for more effect. */
    public Value<boolean[]> repeatedFlag() {
        return add(spec.arity("0").paramLabel("").type(boolean[].class));
    }

    /** Declares an option with one string value. */
    public Value<String> word(String label) {
        return add(spec.paramLabel(label).type(String.class));
    }

    /** Declares an option with one integer value. */
    public Value<Integer> integer(String label) {
        return add(spec.paramLabel(label).type(Integer.class));
    }

    /** Declares an option with one value. */
    public <T> Value<T> value(String label, Class<T> type, ITypeConverter<T> converter) {
        return add(spec.paramLabel(label).type(type).converters(converter));
    }

    /** Declares an option with string values that may be repeated. */
    public Values<String> words(String label) {
        return addMany(spec.paramLabel(label).auxiliaryTypes(String.class));
    }

    /** Declares an option that may be repeated. */
    public <T> Values<T> values(String label, Class<T> type, ITypeConverter<T> converter) {
        return addMany(spec.paramLabel(label).auxiliaryTypes(type).converters(converter));
    }

    private <T> Value<T> add(OptionSpec.Builder builder) {
        OptionSpec built = builder.build();
        command.addOption(built);
        return new Value<>(built, built.longestName());
    }

    private <T> Values<T> addMany(OptionSpec.Builder builder) {
        OptionSpec built = builder.type(List.class).build();
        command.addOption(built);
        return new Values<>(built, built.longestName());
    }
}
