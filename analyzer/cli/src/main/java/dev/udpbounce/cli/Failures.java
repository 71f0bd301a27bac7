package dev.udpbounce.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Words what ended a command, in one line, and gives it a status. */
final class Failures {
    private final Environment environment;

    Failures(Environment environment) {
        this.environment = environment;
    }

    /** The command line is wrong. */
    int usage(ParameterException exception) {
        Messages messages = environment.messages();
        CommandSpec command = exception.getCommandLine().getCommandSpec();
        messages.error(wording(exception, command));
        if (exception instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                messages.line("Did you mean " + String.join(" or ", suggestions) + "?");
            }
        }
        messages.line("See '" + command.qualifiedName() + " --help'.");
        return ExitStatus.USAGE;
    }

    private static String wording(ParameterException exception, CommandSpec command) {
        if (exception instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !command.subcommands().isEmpty()) {
            return "'" + unmatched.getUnmatched().get(0) + "' is none of the commands "
                    + String.join(", ", command.subcommands().keySet());
        }
        return String.valueOf(exception.getMessage());
    }

    /**
     * A command has thrown what is not a usage error.
     *
     * @param parsed its options; null if they could not even be read
     */
    int thrown(Throwable thrown, @Nullable ParseResult parsed) {
        if (thrown instanceof IOException && environment.out().fault() != null) {
            return ExitStatus.DONE; // what standard output met is told at the end
        }
        Messages messages = environment.messages();
        if (thrown instanceof OutOfMemoryError) {
            messages.error("out of memory; a smaller --memory needs less");
        } else {
            messages.error("internal error: " + thrown + place(thrown) + "; please report this line");
        }
        if (environment.debug() || verbosity(parsed) > 1) {
            trace(thrown);
        }
        return ExitStatus.FAILED;
    }

    /** Adds to the status of a command what befell standard output. */
    int withFaultOfStandardOutput(int status) {
        Output out = environment.out();
        IOException fault = out.fault();
        if (fault == null) {
            return status;
        }
        if (environment.terminal().outIsPipe() || "Broken pipe".equals(fault.getMessage())) {
            return status == ExitStatus.FAILED ? status : ExitStatus.CLOSED_PIPE;
        }
        environment.messages().error(out.name(), Faults.reason(fault));
        return ExitStatus.FAILED;
    }

    private static int verbosity(@Nullable ParseResult parsed) {
        if (parsed == null) {
            return 0;
        }
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last.matchedOptionValue("-v", new boolean[0]).length;
    }

    private static String place(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0];
    }

    private void trace(Throwable thrown) {
        Messages messages = environment.messages();
        int depth = 0;
        for (@Nullable Throwable at = thrown; at != null && depth < 8; at = at.getCause()) {
            messages.line((depth == 0 ? "" : "caused by ") + at);
            for (StackTraceElement element : at.getStackTrace()) {
                messages.line("    at " + element);
            }
            depth++;
        }
    }
}
