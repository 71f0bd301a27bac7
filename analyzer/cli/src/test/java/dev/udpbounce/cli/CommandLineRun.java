// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.Interruption;
import dev.udpbounce.cli.environment.Output;
import dev.udpbounce.cli.environment.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The result of one command line, run in this process. */
public record CommandLineRun(int status, String out, String err) {
    public static CommandLineRun of(String... args) {
        return new Builder().run(args);
    }

    public List<String> errLines() {
        return err.lines().toList();
    }

    /** Builds the environment of a command; by default, no stream is a terminal. */
    static final class Builder {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private InputStream in = new ByteArrayInputStream(new byte[0]);
        private OutputStream standardOutput = out;
        private Terminal terminal = Terminal.NONE;
        private Interruption interruption = new Interruption();
        private boolean debug;

        Builder in(InputStream newIn) {
            in = newIn;
            return this;
        }

        Builder in(byte[] octets) {
            return in(new ByteArrayInputStream(octets));
        }

        Builder standardOutput(OutputStream stream) {
            standardOutput = stream;
            return this;
        }

        Builder terminal(Terminal newTerminal) {
            terminal = newTerminal;
            return this;
        }

        Builder interruption(Interruption newInterruption) {
            interruption = newInterruption;
            return this;
        }

        Builder debug() {
            debug = true;
            return this;
        }

        CommandLineRun run(String... args) {
            int status = Main.run(
                    new Environment(
                            in,
                            new Output("standard output", standardOutput),
                            new Diagnostics(err),
                            terminal,
                            interruption,
                            debug),
                    args);
            return new CommandLineRun(
                    status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }
}
