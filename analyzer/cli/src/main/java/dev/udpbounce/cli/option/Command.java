// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** One command of the program: its name, its options, and what it does. */
public abstract class Command extends OptionGroup {
    private final CommandSpec spec;

    /** Declares a command that has only the options of every command. */
    protected Command(String name, String description) {
        this(spec(name, description));
    }

    private Command(CommandSpec spec) {
        super(spec);
        this.spec = spec;
    }

    /**
     * Returns the parser's specification of the command, to which an {@link OptionGroup} adds its options. Options are
     * declared by picocli's builders, not by its annotations: reading annotations takes 90 ms of CPU time, half of a
     * short run.
     */
    public final CommandSpec spec() {
        return spec;
    }

    /**
     * Runs the command. Any exception other than a {@link picocli.CommandLine.ParameterException} is an internal error.
     *
     * @return the exit status
     */
    public abstract int run() throws Exception;

    /** Sets the lines below the options in the help. */
    protected final void footer(String... lines) {
        spec.usageMessage().footer(lines);
    }

    /** Lists the options in the help in the order of their declaration; the default is alphabetical order. */
    protected final void inOrderOfDeclaration() {
        spec.usageMessage().sortOptions(false);
    }

    /** Returns the specification of a command that has only the options of every command. */
    public static CommandSpec spec(String name, String description) {
        CommandSpec spec =
                CommandSpec.wrapWithoutInspection(null, new ListFactory()).name(name);
        spec.usageMessage().description(description);
        spec.versionProvider(new Version());
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version and exit.")
                .build());
        return spec;
    }
}
