// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.cli.environment.Terminal;
import dev.udpbounce.fixtures.Captures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that cannot be written. */
class ClosedOutputTest {
    private static final String PROGRAM_ONE = Captures.file("program-one").toString();
    private static final String BROKEN_PIPE = "Broken pipe";
    private static final String DISK_FULL = "No space left on device";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read CAPTURE",
                "read --json CAPTURE",
                "read -T ndjson CAPTURE",
                "read -T csv CAPTURE",
                "read -q CAPTURE",
                "explain",
                "schema",
                "--help"
            })
    void aClosedPipeEndsEveryCommandQuietly(String command) {
        CommandLineRun run = runInto(new Full(BROKEN_PIPE), Terminal.NONE, command);

        assertThat(run.status()).isEqualTo(141);
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"read CAPTURE", "read --json CAPTURE", "explain", "schema", "--help"})
    void aFullDiskIsTold(String command) {
        CommandLineRun run = runInto(new Full(DISK_FULL), Terminal.NONE, command);

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).isEqualTo("udpbounce: standard output: " + DISK_FULL + "\n");
    }

    @Test
    void aPipeIsKnownToBeClosedInEveryLanguage() {
        Terminal pipe = new Terminal(false, false, true, 100, false, false);

        CommandLineRun run = runInto(new Full("Datenübergabe unterbrochen"), pipe, "read CAPTURE");

        assertThat(run.status()).isEqualTo(141);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void outputFilesAreCompletedWhenStandardOutputIsClosed() throws IOException {
        Path output = folder.resolve("out.json");

        CommandLineRun run = runInto(new Full(BROKEN_PIPE), Terminal.NONE, "read CAPTURE -o " + output);

        assertThat(run.status()).isEqualTo(141);
        assertThat(Files.readString(output))
                .isEqualTo(CommandLineRun.of("read", "--json", PROGRAM_ONE).out());
    }

    @Test
    void aSymbolicLinkIsNotFollowed() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("out.json"), target);

        CommandLineRun run = CommandLineRun.of("read", PROGRAM_ONE, "-o", link.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("udpbounce: " + link + ": is a symbolic link, which is not followed\n");
        assertThat(target).hasContent("precious");
    }

    @Test
    void anOutputFileInAMissingFolderIsTold() {
        Path output = folder.resolve("nowhere/out.json");

        CommandLineRun run = CommandLineRun.of("read", PROGRAM_ONE, "-o", output.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).isEqualTo("udpbounce: " + output + ": no such folder\n");
    }

    @Test
    void anOutputFileThatIsAFolderIsTold() throws IOException {
        Path output = Files.createDirectory(folder.resolve("out.json"));

        CommandLineRun run = CommandLineRun.of("read", PROGRAM_ONE, "-o", output.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).isEqualTo("udpbounce: " + output + ": Is a directory\n");
    }

    @Test
    void anUnreadableInputOutranksAClosedPipe() {
        CommandLineRun run = runInto(new Full(BROKEN_PIPE), Terminal.NONE, "read CAPTURE " + folder.resolve("missing"));

        assertThat(run.status()).isEqualTo(3);
    }

    private static CommandLineRun runInto(OutputStream out, Terminal terminal, String command) {
        return new CommandLineRun.Builder()
                .standardOutput(out)
                .terminal(terminal)
                .run(command.replace("CAPTURE", PROGRAM_ONE).split(" "));
    }

    /** Fails every write. */
    private static final class Full extends OutputStream {
        private final String message;

        Full(String message) {
            this.message = message;
        }

        @Override
        public void write(int octet) throws IOException {
            throw new IOException(message);
        }
    }
}
