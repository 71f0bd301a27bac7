package dev.udpbounce.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * For a coverage-guided fuzzer: lines are the arguments of a command. Those of {@code explain} and {@code help} are
 * carried out; all others are only read and judged, as they could do anything. What is told must fit a terminal.
 */
public final class OptionsTarget {
    private OptionsTarget() {}

    /** The entry that such fuzzers look for. */
    public static void fuzzerTestOneInput(byte[] octets) {
        String[] args = new String(octets, StandardCharsets.UTF_8).split("\n", -1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Environment environment = new Environment(
                InputStream.nullInputStream(),
                new Output("standard output", out),
                new Messages(err),
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
        CommandSpec command = Commands.spec("any", null, "");
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
