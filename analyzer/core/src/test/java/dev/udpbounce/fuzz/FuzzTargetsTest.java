// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the coverage-guided fuzzer has gathered, once more. */
class FuzzTargetsTest {
    private static void replay(String corpus, Consumer<byte[]> target) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of("src", "test", "fuzz", corpus))) {
            files = all.toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            byte[] octets = Files.readAllBytes(file);
            assertThatCode(() -> target.accept(octets)).as(file.toString()).doesNotThrowAnyException();
        }
    }

    @Test
    void captureFilesOfAnyKind() throws IOException {
        replay("reader", ReaderTarget::fuzzerTestOneInput);
    }

    @Test
    void blocksOfPcapng() throws IOException {
        replay("pcapng", PcapngTarget::fuzzerTestOneInput);
    }

    @Test
    void frames() throws IOException {
        replay("decoder", DecoderTarget::fuzzerTestOneInput);
    }
}
