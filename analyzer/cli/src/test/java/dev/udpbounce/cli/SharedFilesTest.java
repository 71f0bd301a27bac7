// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Captures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file with two names, or that is also a standard stream, has only one writer and is not read meanwhile. */
class SharedFilesTest {
    private static final Path CAPTURE = Captures.file("program-one");

    @TempDir
    private Path folder;

    @Test
    void outputsThatAreHardLinksOfOneFileAreRefused() throws IOException {
        Path one = Files.writeString(folder.resolve("one.json"), "kept");
        Path other = Files.createLink(folder.resolve("other.txt"), one);

        CommandLineRun run =
                CommandLineRun.of("read", "-o", one.toString(), "-o", other.toString(), CAPTURE.toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'" + other + "' is the same file as '" + one + "'");
        assertThat(one).hasContent("kept");
    }

    @Test
    void outputsToBeMadeInOneFolderByTwoNamesAreRefused() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        CommandLineRun run =
                CommandLineRun.of("read", "-o", real + "/out.json", "-o", link + "/out.json", CAPTURE.toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'" + link + "/out.json' is the same file as '" + real + "/out.json'");
        assertThat(real).isEmptyDirectory();
    }

    @Test
    void anOutputThatIsAHardLinkOfAnInputIsRefused() throws IOException {
        Path input = Files.copy(CAPTURE, folder.resolve("in.pcap"));
        Path output = Files.createLink(folder.resolve("out.json"), input);

        CommandLineRun run = CommandLineRun.of("read", "-o", output.toString(), input.toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'" + output + "' is an input");
        assertThat(input).hasSameBinaryContentAs(CAPTURE);
    }

    @Test
    void anOutputThatIsStandardInputIsRefused() throws Exception {
        Path both = Files.copy(CAPTURE, folder.resolve("both.json"));
        ProcessBuilder program = program("read", "-o", both.toString(), "-");
        program.redirectInput(both.toFile());

        Process process = program.start();

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(process.inputReader().lines()).anyMatch(line -> line.contains("'" + both + "' is an input"));
        assertThat(both).hasSameBinaryContentAs(CAPTURE);
    }

    @Test
    void anOutputThatIsStandardOutputIsRefused() throws Exception {
        Path both = folder.resolve("both.json");
        ProcessBuilder program = program("read", "-o", both.toString(), CAPTURE.toString());
        program.redirectErrorStream(false).redirectOutput(both.toFile());

        Process process = program.start();

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(process.errorReader().lines())
                .anyMatch(line -> line.contains("'" + both + "' is the same file as standard output"));
        assertThat(both).isEmptyFile();
    }

    private static ProcessBuilder program(String... words) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }
}
