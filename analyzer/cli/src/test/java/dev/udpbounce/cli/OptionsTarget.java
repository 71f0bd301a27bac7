// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.Interruption;
import dev.udpbounce.cli.environment.Output;
import dev.udpbounce.cli.environment.Terminal;
import dev.udpbounce.cli.live.LiveOptions;
import dev.udpbounce.cli.option.Command;
import dev.udpbounce.cli.option.TimelineOptions;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * A target for a coverage-guided fuzzer; the lines of the input are arguments of a command. {@code explain} and {@code
 * help} are run; all others are only parsed and checked, as they could do anything. The messages must be harmless to a
 * terminal.
 */
public final class OptionsTarget {
    private OptionsTarget() {}

    /** The entry point that such fuzzers call. */
    public static void fuzzerTestOneInput(byte[] octets) {
        String[] args = new String(octets, StandardCharsets.UTF_8).split("\n", -1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Environment environment = new Environment(
                InputStream.nullInputStream(),
                new Output("standard output", out),
                new Diagnostics(err),
                Terminal.NONE,
                new Interruption(),
                false);
        if (args[0].equals("explain") || args[0].equals("help")) {
            Main.run(environment, args);
        } else {
            judge(environment, args);
        }
        check(err.toString(StandardCharsets.UTF_8));
    }

    private static void judge(Environment environment, String... args) {
        CommandSpec command = Command.spec("any", "");
        TimelineOptions options = new TimelineOptions(command);
        LiveOptions live = new LiveOptions(command, options);
        try {
            new CommandLine(command).setExpandAtFiles(false).parseArgs(args);
            options.settings(1);
            options.liveSettings(1);
            options.runSettings(1);
            live.capture();
            live.recording();
        } catch (ParameterException e) {
            new Failures(environment).usage(e);
        }
    }

    private static void check(String told) {
        if (told.startsWith("udpbounce: internal error")
                || told.chars().anyMatch(c -> c != '\n' && Character.isISOControl(c))) {
            throw new IllegalStateException(told);
        }
    }
}
