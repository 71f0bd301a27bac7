// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import dev.udpbounce.cli.demo.DemoCommand;
import dev.udpbounce.cli.doctor.DoctorCommand;
import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.Terminal;
import dev.udpbounce.cli.explain.ExplainCommand;
import dev.udpbounce.cli.explain.SchemaCommand;
import dev.udpbounce.cli.live.LiveCommand;
import dev.udpbounce.cli.option.ColorChoice;
import dev.udpbounce.cli.option.Command;
import dev.udpbounce.cli.option.ListFactory;
import dev.udpbounce.cli.read.ReadCommand;
import dev.udpbounce.cli.run.RunCommand;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The commands, and the selection of the command that a command line names. */
final class Commands {
    private static final String PROGRAM = "udpbounce";
    private static final int LEAST_HELP_WIDTH = 60;
    private static final int MOST_HELP_WIDTH = 100;

    private static final List<String> NAMES = List.of("read", "live", "run", "demo", "explain", "schema", "doctor");

    private Commands() {}

    /**
     * A command line and the commands that it may name.
     *
     * @param args the arguments to parse, without the command's name if there is one command
     */
    record Invocation(CommandLine line, List<Command> commands, List<String> args) {
        /** Parses the command line, runs its command, and returns the exit status. */
        int run() throws Exception {
            ParseResult parsed = line.parseArgs(args.toArray(new String[0]));
            Integer help = CommandLine.executeHelpRequest(parsed);
            if (help != null) {
                return help;
            }
            while (parsed.hasSubcommand()) {
                parsed = parsed.subcommand();
            }
            for (Command command : commands) {
                if (command.spec() == parsed.commandSpec()) {
                    return command.run();
                }
            }
            throw new ParameterException(line, "a command is missing");
        }
    }

    /**
     * Returns the command named by the first argument, declared alone; otherwise the program with all commands.
     * Declaring the other commands would take much of the time of a short run.
     */
    static Invocation of(Environment environment, List<String> args) {
        // picocli's tracer prints warnings to standard error, with unescaped user input.
        CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
        // picocli's converters to types of java.time, java.sql and java.nio.file load slowly, and no option uses them.
        System.setProperty("picocli.converters.excludes", "java[.].*");
        boolean named = !args.isEmpty() && NAMES.contains(args.get(0));
        Invocation invocation = named ? alone(args, environment) : program(args, environment);
        CommandLine line = invocation.line();
        line.setOut(new PrintWriter(new OutputStreamWriter(environment.out(), StandardCharsets.UTF_8)));
        // A file name may begin with @; its content must not be read as options.
        line.setExpandAtFiles(false);
        Terminal terminal = environment.terminal();
        line.setUsageHelpWidth(Math.min(MOST_HELP_WIDTH, Math.max(LEAST_HELP_WIDTH, terminal.width())));
        line.setColorScheme(Help.defaultColorScheme(ColorChoice.AUTO.colors(terminal) ? Help.Ansi.ON : Help.Ansi.OFF));
        return invocation;
    }

    private static Invocation alone(List<String> args, Environment environment) {
        Command command = command(args.get(0), environment);
        CommandLine line = new CommandLine(command.spec(), new ListFactory());
        line.setCommandName(PROGRAM + " " + args.get(0));
        return new Invocation(line, List.of(command), args.subList(1, args.size()));
    }

    /** Returns the program with all its commands. */
    static Invocation program(List<String> args, Environment environment) {
        CommandSpec main = Command.spec(PROGRAM, "Tells which UDP datagrams bounced, and who was told.");
        main.usageMessage().synopsisSubcommandLabel("COMMAND");
        CommandLine line = new CommandLine(main);
        List<Command> commands = new ArrayList<>();
        for (String name : NAMES) {
            Command command = command(name, environment);
            commands.add(command);
            line.addSubcommand(name, command.spec());
        }
        line.addSubcommand("help", new HelpCommand());
        return new Invocation(line, commands, args);
    }

    private static Command command(String name, Environment environment) {
        return switch (name) {
            case "read" -> new ReadCommand(environment);
            case "live" -> new LiveCommand(environment);
            case "run" -> new RunCommand(environment);
            case "demo" -> new DemoCommand(environment);
            case "explain" -> new ExplainCommand();
            case "schema" -> new SchemaCommand(environment);
            case "doctor" -> new DoctorCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
