// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Replays the inputs that the coverage-guided fuzzer has collected. */
class OptionsTargetTest {
    @Test
    void commandLines() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of("src", "test", "fuzz", "options"))) {
            files = all.toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            byte[] octets = Files.readAllBytes(file);
            assertThatCode(() -> OptionsTarget.fuzzerTestOneInput(octets))
                    .as(file.toString())
                    .doesNotThrowAnyException();
        }
    }
}
