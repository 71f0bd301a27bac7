package dev.udpbounce.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program: finds the command that is asked for, runs it, and ends with its status. */
public final class Main {
    private Main() {}

    /** Runs the command of this process, and ends the process with its status. */
    public static void main(String[] args) {
        Interruption interruption = new Interruption();
        Environment environment = new Environment(
                new FileInputStream(FileDescriptor.in),
                new Output("standard output", new FileOutputStream(FileDescriptor.out)),
                new Messages(new FileOutputStream(FileDescriptor.err)),
                Terminal.ofThisProcess(),
                interruption,
                "1".equals(System.getenv("UDPBOUNCE_DEBUG")));
        SignalHook hook = new SignalHook(interruption);
        Runtime.getRuntime().addShutdownHook(hook);
        int status = run(environment, args);
        hook.finished(status);
        System.exit(status);
    }

    /** Runs one command line within {@code environment} and returns its exit status. */
    static int run(Environment environment, String... args) {
        Commands.Invocation invocation = Commands.of(environment, List.of(args));
        CommandLine line = invocation.line();
        Failures failures = new Failures(environment);
        int status;
        try {
            status = execute(line, invocation.args());
        } catch (ParameterException e) {
            status = failures.usage(e);
        } catch (Exception | Error e) {
            status = failures.thrown(e, line.getParseResult());
        }
        line.getOut().flush();
        return failures.withFaultOfStandardOutput(status);
    }

    private static int execute(CommandLine line, List<String> args) throws Exception {
        ParseResult parsed = line.parseArgs(args.toArray(new String[0]));
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        if (parsed.commandSpec().userObject() instanceof Callable<?> command) {
            return (Integer) command.call();
        }
        throw new ParameterException(line, "a command is missing");
    }
}
