// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.Interruption;
import dev.udpbounce.cli.environment.Output;
import dev.udpbounce.cli.environment.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads many files in turn in one JVM, like {@code read -q -v}. For each file, it prints a line with the name and the
 * exit status, then the lines of standard error, each after a tab.
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
                                new Diagnostics(err),
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
