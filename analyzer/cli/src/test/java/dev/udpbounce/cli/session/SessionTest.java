// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.Interruption;
import dev.udpbounce.cli.environment.Output;
import dev.udpbounce.cli.environment.Terminal;
import dev.udpbounce.cli.option.Command;
import dev.udpbounce.cli.option.FailOn;
import dev.udpbounce.cli.option.TimelineOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class SessionTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void nothingFoundIsStatus0() throws IOException {
        Session session = session(new ByteArrayOutputStream());

        assertThat(session.open()).isTrue();
        assertThat(session.complete(() -> session.findings().found(FailOn.BOUNCE, 1)))
                .isTrue();
        assertThat(session.exitStatus()).isZero();
    }

    @Test
    void ofWhatIsFoundTheStrongerWins() {
        Session session = session(new ByteArrayOutputStream(), "--fail-on", "bounce,loss");

        session.findings().found(FailOn.BOUNCE, 1);
        assertThat(session.exitStatus()).isEqualTo(1);
        session.findings().found(FailOn.LOSS, 2);
        assertThat(session.exitStatus()).isEqualTo(4);
        session.findings().failed();
        session.findings().found(FailOn.BOUNCE, 1);
        assertThat(session.exitStatus()).isEqualTo(3);
    }

    @Test
    void anOutputThatCannotBeOpenedIsAFailureWithItsReason() {
        Session session = session(
                new ByteArrayOutputStream(),
                "-o",
                folder.resolve("none").resolve("a.json").toString());

        assertThat(session.open()).isFalse();
        assertThat(session.exitStatus()).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith("a.json: no such folder\n");
    }

    @Test
    void workWhoseOutputsAllFailedIsBrokenOff() throws IOException {
        Output full = new Output("standard output", new Full());
        Session session = session(full);
        session.open();

        assertThat(session.complete(() -> full.write(1))).isFalse();
    }

    @Test
    void anotherFaultIsNotHidden() {
        Session session = session(new ByteArrayOutputStream());
        session.open();

        assertThatThrownBy(() -> session.complete(() -> {
                    throw new IOException("of an input");
                }))
                .hasMessage("of an input");
    }

    private Session session(OutputStream out, String... args) {
        CommandSpec command = Command.spec("any", "");
        TimelineOptions options = new TimelineOptions(command);
        new CommandLine(command).parseArgs(args);
        Environment environment = new Environment(
                InputStream.nullInputStream(),
                out instanceof Output output ? output : new Output("standard output", out),
                new Diagnostics(err),
                Terminal.NONE,
                new Interruption(),
                false);
        return new Session(environment, options, false, true);
    }

    /** Fails every write. */
    private static final class Full extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            throw new IOException("full");
        }
    }
}
