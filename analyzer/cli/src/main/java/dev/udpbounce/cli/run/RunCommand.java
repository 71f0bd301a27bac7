// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.run;

import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.option.Command;
import dev.udpbounce.cli.option.Flag;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.cli.option.Value;
import dev.udpbounce.cli.option.Values;
import dev.udpbounce.kernel.trace.TraceException;
import dev.udpbounce.live.CaptureException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command {@code run}: the timeline of one program, with its UDP calls and the packets of its sockets. */
public final class RunCommand extends Command {
    private final Environment environment;
    private final TimelineOptions options = new TimelineOptions(spec());
    private final Value<Integer> process = option("-p")
            .description("Follow a running process; Ctrl-C lets it continue.")
            .integer("PID");
    private final Value<String> user = option("-Z")
            .description("Run the command as USER (default: the user who called sudo; root: stay root).")
            .word("USER");
    private final Flag callsAlone = option("--no-capture")
            .description("Show the calls alone, even where capturing is allowed.")
            .flag();
    private final Flag everyCall = option("--every-call")
            .description("Stop the command at every system call, without a seccomp filter: much slower.")
            .flag();
    private final Values<String> command =
            words("CMD", 0, "The command and its arguments. Its children and threads are followed.");

    public RunCommand(Environment environment) {
        super("run", "Runs a command and shows its UDP calls, its datagrams, and which call was told of each error.");
        this.environment = environment;
        // The arguments after the command's name belong to the command.
        spec().parser().stopAtPositional(true);
        inOrderOfDeclaration();
        notes(
                "The command keeps its standard streams; the timeline goes to standard error and to -o. Capturing needs root;"
                        + " without it, the calls alone are shown. Under sudo, the command runs as the user who called sudo.");
        example("sudo udpbounce run -- dig @127.0.0.1 example.org", "Which call of dig was told.");
        example("sudo udpbounce run --fail-on untold -- ./test.sh", "Fail if a program was not told of an error.");
        example("sudo udpbounce run -o calls.ndjson -p 4711", "Follow a running process until Ctrl-C.");
        statuses("that of the command, 128+N if signal N ended it; 1 if it ended with 0 and --fail-on found something;"
                + " 126 the command cannot be executed; 127 there is no such command; 125 it cannot be traced; 2 wrong"
                + " options; 3 an output cannot be written, or what --fail-on asks for cannot be seen");
    }

    @Override
    public int run() throws IOException {
        List<String> words = command.list();
        Integer pid = process.orNull();
        if (words.isEmpty() == (pid == null)) {
            throw usageError("either a command or -p PID is needed");
        }
        if (pid != null && pid <= 0) {
            throw invalid(process, "'" + pid + "' is no process");
        }
        try {
            return new RunSession(environment, options).run(target(words, pid));
        } catch (TraceException e) {
            environment.diagnostics().error(String.valueOf(e.getMessage()));
            return switch (e.kind()) {
                case NOT_FOUND -> ExitStatus.NOT_FOUND;
                case NOT_EXECUTABLE -> ExitStatus.NOT_EXECUTABLE;
                case NOT_TRACEABLE -> ExitStatus.NOT_TRACED;
            };
        } catch (CaptureException e) {
            // Other faults of the capture are handled by showing the calls alone.
            throw options.invalidExpression(e.getMessage());
        }
    }

    private RunTarget target(List<String> words, @Nullable Integer pid) {
        return new RunTarget(words, pid == null ? 0 : pid, user.orNull(), !callsAlone.isGiven(), !everyCall.isGiven());
    }
}
