// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Captures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * One pass, frame by frame, and two passes, in batches, write the same timeline of every capture: of the cases, and of
 * those from other sources that are beside the repository, if they are there.
 */
@Tag("long")
class PassesAgreeTest {
    private static final Path OTHERS = Path.of("..", "..", "..", "shared", "captures");

    @TestFactory
    List<DynamicTest> onePassAndTwoPassesWriteTheSame() throws IOException {
        List<Path> captures = new ArrayList<>(captures(Captures.root()));
        assertThat(captures).isNotEmpty();
        if (Files.isDirectory(OTHERS)) {
            captures.addAll(captures(OTHERS));
        }
        return captures.stream()
                .map(each -> DynamicTest.dynamicTest(each.toString(), () -> agree(each.toString())))
                .toList();
    }

    private static List<Path> captures(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(each -> each.getFileName().toString().matches(".*\\.(pcap|pcapng|cap|gz)")
                            && Files.isRegularFile(each))
                    .sorted()
                    .toList();
        }
    }

    private static void agree(String capture) {
        // A filter that all datagrams pass keeps them from the fast lane.
        CommandLineRun one = CommandLineRun.of("read", "-T", "ndjson", "--passes", "1", "-f", "udp", capture);
        CommandLineRun two = CommandLineRun.of("read", "-T", "ndjson", capture);

        assertThat(two.out()).isEqualTo(one.out());
    }
}
