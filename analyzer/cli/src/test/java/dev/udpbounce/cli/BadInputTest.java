// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.fixtures.PcapForge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that cannot be read, or not to their end. */
class BadInputTest {
    private static final String PROGRAM_ONE = Captures.file("program-one").toString();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameAFile() {
        file = folder.resolve("bad");
    }

    @Test
    void aMissingFileIsTold() {
        assertRefused(file, "no such file");
    }

    @Test
    void aFileInAMissingFolderIsTold() {
        assertRefused(folder.resolve("nowhere/bad"), "no such file");
    }

    @Test
    void anEmptyFileIsTold() throws IOException {
        assertRefused(Files.createFile(file), "empty file");
    }

    @Test
    void anEmptyFolderIsTold() throws IOException {
        assertRefused(Files.createDirectory(file), "no capture file in it");
    }

    @Test
    void textIsTold() throws IOException {
        assertRefused(Files.writeString(file, "These are not the packets.\n"), "not a capture file");
    }

    @Test
    void aFileOfAnotherFormatIsTold() throws IOException {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};

        assertRefused(Files.write(file, png), "not a capture file");
    }

    @Test
    void aFileHeaderThatIsCutIsTold() throws IOException {
        byte[] capture = Files.readAllBytes(Path.of(PROGRAM_ONE));

        assertRefused(Files.write(file, Arrays.copyOf(capture, 23)), "file header cut: 23 of 24 octets");
    }

    @Test
    void aFileThatRefusesToBeReadIsTold() {
        Path unreadable = Path.of("/proc/self/mem");
        assumeThat(unreadable)
                .as("a file that opens but does not read, as Linux has one")
                .exists();

        assertRefused(unreadable, "Input/output error");
    }

    @Test
    void aFileWithoutPermissionIsTold() throws IOException {
        Files.copy(Path.of(PROGRAM_ONE), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("root may read everything").isFalse();

        assertRefused(file, "permission denied");
    }

    @Test
    void standardInputWithoutAnOctetIsTold() {
        CommandLineRun run = CommandLineRun.of("read", "-");

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.errLines()).hasSize(1).first().asString().startsWith("udpbounce: -: ");
    }

    @Test
    void aNameCannotWriteToTheTerminal() {
        CommandLineRun run = CommandLineRun.of("read", folder + "/\u001b]0;title\u0007\nx");

        assertThat(run.err()).isEqualTo("udpbounce: " + folder + "/\\x1b]0;title\\x07\\x0ax: no such file\n");
    }

    @Test
    void whatCanBeReadIsReadBesidesWhatCannot() throws IOException {
        Path text = Files.writeString(file, "text");
        Path missing = folder.resolve("missing");

        CommandLineRun run = CommandLineRun.of("read", missing.toString(), PROGRAM_ONE, text.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).contains("bounced #1 (exact)");
        assertThat(run.errLines())
                .containsExactly(
                        "udpbounce: " + missing + ": no such file",
                        "udpbounce: " + text + ": not a capture file",
                        "2 packets, 1 sends, 1 errors (1 matched, 0 ambiguous, 0 orphans), 0 expired");
    }

    @Test
    void outputFilesAreLeftAloneIfNoInputCanBeRead() throws IOException {
        Path output = Files.writeString(folder.resolve("out.json"), "precious");

        CommandLineRun run = CommandLineRun.of("read", file.toString(), "-o", output.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(output).hasContent("precious");
    }

    @Test
    void aCutRecordIsToldWithItsPlaceAfterWhatStandsBeforeIt() {
        Path capture = Captures.file("pcap-cut-record");

        CommandLineRun run = CommandLineRun.of("read", capture.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).contains("bounced #1");
        assertThat(run.errLines())
                .containsExactly(
                        "udpbounce: " + capture + ":174: record 3: frame cut: 20 of 45 octets",
                        "2 packets, 1 sends, 1 errors (1 matched, 0 ambiguous, 0 orphans), 0 expired");
    }

    @Test
    void aCaptureWithoutPacketsIsNoFault() {
        PcapForge.micros().write(file);

        CommandLineRun run = CommandLineRun.of("read", "-T", "ndjson", file.toString());

        assertThat(run.status()).isZero();
        assertThat(run.out().lines().map(line -> line.substring(0, 24)))
                .containsExactly("{\"event_type\":\"capture\",", "{\"event_type\":\"summary\",");
        assertThat(run.err()).startsWith("0 packets, 0 sends, 0 errors");
    }

    @Test
    void anUnknownLinkTypeIsAWarningAndNoFault() {
        PcapForge.micros().linkType(147).record(0, new byte[60]).write(file);

        CommandLineRun run = CommandLineRun.of("read", file.toString());

        assertThat(run.status()).isZero();
        assertThat(run.errLines())
                .first()
                .asString()
                .startsWith("udpbounce: warning: " + file + ": link type ")
                .endsWith(" is not decoded: 1 packets");
    }

    @Test
    void manyWarningsAreCounted() throws IOException {
        for (int i = 0; i < 15; i++) {
            Files.writeString(folder.resolve("note-" + (char) ('a' + i)), "text");
        }
        Files.copy(Path.of(PROGRAM_ONE), file);

        List<String> lines = CommandLineRun.of("read", folder.toString()).errLines();

        assertThat(lines).hasSize(12);
        assertThat(lines.get(9))
                .isEqualTo("udpbounce: warning: " + folder + "/note-j: not a capture file, passed over");
        assertThat(lines.get(10)).isEqualTo("udpbounce: warning: and 5 more");
    }

    @Test
    void anInternalErrorIsOneLineAndStatus3() {
        CommandLineRun run = new CommandLineRun.Builder()
                .in(new FaultyStream(new IllegalStateException("of its own making")))
                .run("read", "-");

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err())
                .startsWith("udpbounce: internal error: java.lang.IllegalStateException: of its own making at ")
                .endsWith("; please report this line\n");
    }

    @Test
    void theTraceOfAnInternalErrorIsShownOnRequest() {
        IllegalStateException error = new IllegalStateException("outer", new IOException("inner"));

        CommandLineRun twice =
                new CommandLineRun.Builder().in(new FaultyStream(error)).run("read", "-v", "-v", "-");
        CommandLineRun debug =
                new CommandLineRun.Builder().in(new FaultyStream(error)).debug().run("read", "-");

        assertThat(twice.errLines())
                .contains("java.lang.IllegalStateException: outer", "caused by java.io.IOException: inner")
                .anyMatch(line -> line.startsWith("    at dev.udpbounce.cli.BadInputTest."));
        assertThat(debug.errLines()).contains("caused by java.io.IOException: inner");
    }

    @Test
    void theLackOfMemoryIsToldWithWhatHelps() {
        CommandLineRun run = new CommandLineRun.Builder()
                .in(new FaultyStream(new OutOfMemoryError("Java heap space")))
                .run("read", "-");

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err())
                .matches("udpbounce: out of memory \\(Java heap space\\): \\d+ MiB are all that the Java heap may take;"
                        + " UDPBOUNCE_JAVA_OPTS=-Xmx4g allows more\n");
    }

    private static void assertRefused(Path input, String reason) {
        CommandLineRun run = CommandLineRun.of("read", input.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("udpbounce: " + input + ": " + reason + "\n");
    }

    /** Throws an unchecked exception or an error. */
    private static final class FaultyStream extends InputStream {
        private final Throwable thrown;

        FaultyStream(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public int read() {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }

        @Override
        public int read(byte[] octets, int offset, int length) {
            return read();
        }
    }
}
