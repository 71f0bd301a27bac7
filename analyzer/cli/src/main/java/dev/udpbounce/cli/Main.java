// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.Interruption;
import dev.udpbounce.cli.environment.NativeCode;
import dev.udpbounce.cli.environment.Output;
import dev.udpbounce.cli.environment.Terminal;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The program: finds the requested command, runs it, and exits with its status. */
public final class Main {
    private Main() {}

    /** Runs the command of this process, and exits with its status. */
    public static void main(String[] args) {
        NativeCode.useInstalled();
        Interruption interruption = new Interruption();
        Environment environment = new Environment(
                new FileInputStream(FileDescriptor.in),
                new Output("standard output", new FileOutputStream(FileDescriptor.out)),
                new Diagnostics(new FileOutputStream(FileDescriptor.err)),
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
            status = invocation.run();
        } catch (ParameterException e) {
            status = failures.usage(e);
        } catch (Exception | Error e) {
            status = failures.thrown(e, line.getParseResult());
        }
        line.getOut().flush();
        return failures.withFaultOfStandardOutput(status);
    }
}
