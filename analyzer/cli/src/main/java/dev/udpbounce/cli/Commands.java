package dev.udpbounce.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    private static final String PROGRAM = "udpbounce";
    private static final int LEAST_HELP_WIDTH = 60;
    private static final int MOST_HELP_WIDTH = 100;

    private static final List<String> NAMES = List.of("read", "live", "run", "demo", "explain", "schema");

    private Commands() {}

    /**
     * A command and what it is to parse.
     *
     * @param args without the command's own name
     */
    record Invocation(CommandLine line, List<String> args) {}

    /**
     * The command that the first argument names, declared alone; or else the program with all commands. The others would
     * cost a short run much of its time.
     */
    static Invocation of(Environment environment, List<String> args) {
        // Its warnings go to standard error by themselves, with what the user gave in them, unescaped.
        CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
        // Its converters to types of java.time, java.sql and java.nio.file, which no option has, take long to load.
        System.setProperty("picocli.converters.excludes", "java[.].*");
        boolean named = !args.isEmpty() && NAMES.contains(args.get(0));
        CommandLine line = named ? alone(args.get(0), environment) : program(environment);
        line.setOut(new PrintWriter(new OutputStreamWriter(environment.out(), StandardCharsets.UTF_8)));
        // A file may be called @name, and what it holds is no option.
        line.setExpandAtFiles(false);
        Terminal terminal = environment.terminal();
        line.setUsageHelpWidth(Math.min(MOST_HELP_WIDTH, Math.max(LEAST_HELP_WIDTH, terminal.width())));
        line.setColorScheme(Help.defaultColorScheme(ColorChoice.AUTO.colors(terminal) ? Help.Ansi.ON : Help.Ansi.OFF));
        return new Invocation(line, named ? args.subList(1, args.size()) : args);
    }

    private static CommandLine alone(String name, Environment environment) {
        CommandLine line = new CommandLine(command(name, environment));
        line.setCommandName(PROGRAM + " " + name);
        return line;
    }

    private static CommandLine program(Environment environment) {
        CommandSpec main = spec(PROGRAM, null, "Tells which UDP datagrams bounced, and who was told.");
        main.usageMessage().synopsisSubcommandLabel("COMMAND");
        CommandLine line = new CommandLine(main);
        for (String name : NAMES) {
            line.addSubcommand(name, command(name, environment));
        }
        line.addSubcommand("help", new HelpCommand());
        return line;
    }

    private static Object command(String name, Environment environment) {
        return switch (name) {
            case "read" -> new ReadCommand(environment).spec();
            case "live" -> new LiveCommand(environment).spec();
            case "run" -> new RunCommand(environment).spec();
            case "demo" -> new DemoCommand(environment).spec();
            case "explain" -> new ExplainCommand();
            case "schema" -> new SchemaCommand(environment).spec();
            default -> throw new IllegalArgumentException(name);
        };
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
