package dev.udpbounce.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads many files one after the other in one Java machine, as {@code read -q -v} does. For each of them it prints a line
 * with its name and the exit status, and what was told on standard error, a tab before each line.
 */
final class MalformedInputRun {
    private MalformedInputRun() {}

    public static void main(String... files) throws IOException {
        try (PrintStream out =
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8)) {
            for (String file : files) {
                ByteArrayOutputStream err = new ByteArrayOutputStream();
                int status = Main.run(
                        new Environment(
                                new ByteArrayInputStream(new byte[0]),
                                new Output("standard output", OutputStream.nullOutputStream()),
                                new Messages(err),
                                Terminal.NONE,
                                new Interruption(),
                                false),
                        "read",
                        "-q",
                        "-v",
                        file);
                out.println(file + " " + status);
                err.toString(StandardCharsets.UTF_8).lines().forEach(line -> out.println("\t" + line));
                out.flush();
            }
        }
    }
}
