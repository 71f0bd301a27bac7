// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.environment.Output;
import dev.udpbounce.cli.environment.OutputFaults;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a failure of a command into a one-line message and an exit status. */
final class Failures {
    private final Environment environment;

    Failures(Environment environment) {
        this.environment = environment;
    }

    /** Reports a wrong command line. */
    int usage(ParameterException exception) {
        Diagnostics diagnostics = environment.diagnostics();
        CommandSpec command = exception.getCommandLine().getCommandSpec();
        diagnostics.error(wording(exception, command));
        if (exception instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                diagnostics.line("Did you mean " + String.join(" or ", suggestions) + "?");
            }
        }
        diagnostics.line("See '" + command.qualifiedName() + " --help'.");
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
     * Reports an exception other than a usage error.
     *
     * @param parsed the parsed options; null if parsing failed
     */
    int thrown(Throwable thrown, @Nullable ParseResult parsed) {
        if (thrown instanceof IOException && environment.out().fault() != null) {
            return ExitStatus.DONE; // the fault of standard output is reported at the end
        }
        Diagnostics diagnostics = environment.diagnostics();
        if (thrown instanceof OutOfMemoryError) {
            diagnostics.error("out of memory (" + thrown.getMessage() + "): "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB are all that the Java heap may take; UDPBOUNCE_JAVA_OPTS=-Xmx4g allows more");
        } else {
            diagnostics.error("internal error: " + thrown + place(thrown) + "; please report this line");
        }
        if (environment.debug() || verbosity(parsed) > 1) {
            trace(thrown);
        }
        return ExitStatus.FAILED;
    }

    /** Combines the status of a command with the fault of standard output, if any. */
    int withFaultOfStandardOutput(int status) {
        Output out = environment.out();
        IOException fault = out.fault();
        if (fault == null) {
            return status;
        }
        if (environment.terminal().outIsPipe() || "Broken pipe".equals(fault.getMessage())) {
            return ExitStatus.stronger(status, ExitStatus.CLOSED_PIPE);
        }
        environment.diagnostics().error(out.name(), OutputFaults.reason(fault));
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
        Diagnostics diagnostics = environment.diagnostics();
        int depth = 0;
        for (@Nullable Throwable at = thrown; at != null && depth < 8; at = at.getCause()) {
            diagnostics.line((depth == 0 ? "" : "caused by ") + at);
            for (StackTraceElement element : at.getStackTrace()) {
                diagnostics.line("    at " + element);
            }
            depth++;
        }
    }
}
