package dev.udpbounce.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The commands and their options. They are declared by picocli's builders, not by its annotations: reading annotations
 * takes 90 ms of processor time, half of what a short run needs in all.
 */
final class Commands {
    private static final int LEAST_HELP_WIDTH = 60;
    private static final int MOST_HELP_WIDTH = 100;

    private Commands() {}

    /** The program with those of its subcommands that the first argument can mean. */
    static CommandLine of(Environment environment, String... args) {
        // Its warnings go to standard error by themselves, with what the user gave in them, unescaped.
        CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
        // Its converters to types of java.time, java.sql and java.nio.file, which no option has, take long to load.
        System.setProperty("picocli.converters.excludes", "java[.].*");
        CommandSpec main = spec("udpbounce", null, "Tells which UDP datagrams bounced, and who was told.");
        main.usageMessage().synopsisSubcommandLabel("COMMAND");
        main.addSubcommand("read", new ReadCommand(environment).spec());
        CommandLine line = new CommandLine(main);
        if (args.length == 0 || !args[0].equals("read")) {
            line.addSubcommand("live", new LiveCommand(environment).spec());
            line.addSubcommand("run", new RunCommand(environment).spec());
            line.addSubcommand("demo", new DemoCommand(environment).spec());
            line.addSubcommand("explain", new ExplainCommand());
            line.addSubcommand("schema", new SchemaCommand(environment).spec());
            line.addSubcommand("help", new HelpCommand());
        }
        line.setOut(new PrintWriter(new OutputStreamWriter(environment.out(), StandardCharsets.UTF_8)));
        // A file may be called @name, and what it holds is no option.
        line.setExpandAtFiles(false);
        Terminal terminal = environment.terminal();
        line.setUsageHelpWidth(Math.min(MOST_HELP_WIDTH, Math.max(LEAST_HELP_WIDTH, terminal.width())));
        line.setColorScheme(Help.defaultColorScheme(ColorChoice.AUTO.colors(terminal) ? Help.Ansi.ON : Help.Ansi.OFF));
        return line;
    }

    /** A command without options but those that every command has. */
    static CommandSpec spec(String name, @Nullable Object command, String description) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(name);
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
