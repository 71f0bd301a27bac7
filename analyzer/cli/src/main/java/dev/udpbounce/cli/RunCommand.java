package dev.udpbounce.cli;

import dev.udpbounce.kernel.trace.TraceException;
import dev.udpbounce.live.CaptureException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The command {@code run}: the timeline of one program, its UDP calls between the packets of its sockets. */
final class RunCommand implements Callable<Integer> {
    private final Environment environment;
    private final CommandSpec spec = Commands.spec(
            "run",
            this,
            "Runs a command and shows its UDP calls, its datagrams, and which call was told of each error.");
    private final TimelineOptions options = new TimelineOptions(spec);
    private final OptionSpec process = OptionSpec.builder("-p")
            .paramLabel("PID")
            .type(Integer.class)
            .description("Follow a process that is running, and let it go at Ctrl-C.")
            .build();
    private final OptionSpec user = OptionSpec.builder("-Z")
            .paramLabel("USER")
            .type(String.class)
            .description("Run the command as USER (default: who called sudo; root: stay).")
            .build();
    private final OptionSpec callsAlone = OptionSpec.builder("--no-capture")
            .type(boolean.class)
            .description("Show the calls alone, even where capturing is allowed.")
            .build();
    private final OptionSpec everyCall = OptionSpec.builder("--every-call")
            .type(boolean.class)
            .description("Stop the command at every system call, without a seccomp filter: much slower.")
            .build();
    private final PositionalParamSpec command = PositionalParamSpec.builder()
            .paramLabel("CMD")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("The command and its arguments. Its children and threads are followed.")
            .build();

    RunCommand(Environment environment) {
        this.environment = environment;
        spec.addOption(process)
                .addOption(user)
                .addOption(callsAlone)
                .addOption(everyCall)
                .addPositional(command);
        // What follows the command's name is the command's own.
        spec.parser().stopAtPositional(true);
        spec.usageMessage()
                .sortOptions(false)
                .footer(
                        "",
                        "The command keeps its standard streams; the timeline goes to standard error and to -o. Without"
                                + " the right to capture, the calls alone are shown.",
                        "",
                        "Exit status: that of the command, 128+N if signal N ended it; 1 if it ended with 0 and"
                                + " --fail-on found something; 126, 127 the command cannot be executed, is not there;"
                                + " 125 it cannot be traced; 2 wrong options; 3 an output cannot be written, or what"
                                + " --fail-on asks for cannot be seen.");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        List<String> words = command.getValue();
        Integer pid = process.getValue();
        if ((words == null || words.isEmpty()) == (pid == null)) {
            throw options.usageError("either a command or -p PID is needed");
        }
        if (pid != null && pid <= 0) {
            throw options.usageError("Invalid value for option '-p': '" + pid + "' is no process");
        }
        try {
            return new RunSession(environment, options).run(target(words, pid));
        } catch (TraceException e) {
            environment.messages().error(String.valueOf(e.getMessage()));
            return e.status();
        } catch (CaptureException e) {
            // Of the kinds of fault only this one is not met by showing the calls alone.
            throw options.usageError("Invalid value for option '-f': " + e.getMessage());
        }
    }

    private RunTarget target(@Nullable List<String> words, @Nullable Integer pid) {
        return new RunTarget(
                words == null ? List.of() : words,
                pid == null ? 0 : pid,
                user.getValue(),
                !Boolean.TRUE.equals(callsAlone.getValue()),
                !Boolean.TRUE.equals(everyCall.getValue()));
    }
}
