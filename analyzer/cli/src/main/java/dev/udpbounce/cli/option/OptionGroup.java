// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * A group of options, each declared once as a field of a subclass. The declaration adds the option to the command, in
 * the order of the fields, so that the parser knows every option.
 */
public abstract class OptionGroup {
    private final CommandSpec command;

    /** @param command the command to which the options are added */
    protected OptionGroup(CommandSpec command) {
        this.command = command;
    }

    /** Returns the command to which the options are added. */
    protected final CommandSpec command() {
        return command;
    }

    /** Begins the declaration of an option; the last call in the chain determines the kind of its value. */
    protected final OptionDeclaration option(String name, String... moreNames) {
        return new OptionDeclaration(command, name, moreNames);
    }

    /** Declares one optional positional argument. */
    protected final Value<String> word(String label, String description) {
        PositionalParamSpec spec = PositionalParamSpec.builder()
                .index("0")
                .paramLabel(label)
                .arity("0..1")
                .type(String.class)
                .description(description)
                .build();
        command.addPositional(spec);
        return new Value<>(spec, label);
    }

    /** Declares the positional arguments, of which there are at least {@code least}. */
    protected final Values<String> words(String label, int least, String description) {
        PositionalParamSpec spec = PositionalParamSpec.builder()
                .paramLabel(label)
                .arity(least + "..*")
                .required(least > 0)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(description)
                .build();
        command.addPositional(spec);
        return new Values<>(spec, label);
    }

    /** Returns a usage error of the command. */
    public final ParameterException usageError(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /** Returns a usage error of the command for an invalid value of {@code option}. */
    public final ParameterException invalid(Setting option, String reason) {
        return usageError("Invalid value for option '" + option.name() + "': " + reason);
    }
}
