// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Captures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every capture case prints its approved output; {@code capture-fixtures/bless} rewrites the expected files. */
class ExpectedOutputTest {
    static Stream<String> cases() {
        return Captures.all().stream().map(folder -> folder.getFileName().toString());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void textIsAsBlessed(String name) throws IOException {
        assertThat(read(name, "text")).isEqualTo(expected(name, "expected.txt"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ndjsonIsAsBlessed(String name) throws IOException {
        assertThat(read(name, "ndjson")).isEqualTo(expected(name, "expected.ndjson"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void twoPassesPrintWhatOneDoes(String name) {
        assertThat(read(name, "ndjson", "--passes", "2")).isEqualTo(read(name, "ndjson", "--passes", "1"));
    }

    private static String expected(String name, String file) throws IOException {
        return Files.readString(Captures.path(name).resolve(file));
    }

    /** Returns the output, with the capture's name relative to its folder. */
    private static String read(String name, String format, String... more) {
        Path capture = Captures.file(name);
        String[] line = Stream.concat(
                        Stream.of("read", "--color", "never", "-T", format, capture.toString()), Stream.of(more))
                .toArray(String[]::new);
        return CommandLineRun.of(line).out().replace(capture.getParent() + "/", "");
    }
}
