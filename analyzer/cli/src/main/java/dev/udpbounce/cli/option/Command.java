// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** One command of the program: its name, its options, and what it does. */
public abstract class Command extends OptionGroup {
    /**
     * An example of a command line.
     *
     * @param what a sentence on what it does
     */
    public record Example(String line, String what) {}

    private final CommandSpec spec;
    private final List<Example> examples = new ArrayList<>();
    private List<String> notes = List.of();
    private String statuses = "";

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

    /** Sets paragraphs of the help on what options do not say. */
    protected final void notes(String... paragraphs) {
        notes = List.of(paragraphs);
        layOut();
    }

    /** Sets what the exit statuses mean: a number and its meaning each, separated by semicolons. */
    protected final void statuses(String meanings) {
        statuses = meanings;
        layOut();
    }

    /** Adds an example to the help. */
    protected final void example(String line, String what) {
        examples.add(new Example(line, what));
        layOut();
    }

    private void layOut() {
        List<String> footer = new ArrayList<>();
        if (!notes.isEmpty()) {
            footer.add("");
            footer.addAll(notes);
        }
        if (!examples.isEmpty()) {
            footer.add("");
            footer.add("Examples:");
        }
        for (Example each : examples) {
            footer.add("  " + each.line());
            footer.add("        " + each.what());
        }
        if (!statuses.isEmpty()) {
            footer.add("");
            footer.add("Exit status: " + statuses + ".");
        }
        spec.usageMessage().footer(footer.toArray(new String[0]));
    }

    /** Returns the paragraphs of the help on what options do not say. */
    public final List<String> notes() {
        return notes;
    }

    /** Returns what the exit statuses mean; empty if there are the usual ones alone. */
    public final String statuses() {
        return statuses;
    }

    public final List<Example> examples() {
        return examples;
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
