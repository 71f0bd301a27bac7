// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files share a vantage point. */
class LineageTest {
    private static final byte[] FRAME = {1, 2, 3, 4, 5};

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "part1.pcap, part2.pcap",
        "c.pcap, c.pcap1",
        "c.pcap.2.gz, c.pcap.1",
        "x_00001_2026.pcap, x_00002_2027.pcap"
    })
    void takesFilesWithNamesInSequenceForOneVantage(String one, String two) {
        assertThat(vantages(file(one, 1_000, 2_000), file(two, 2_000, 3_000))).containsExactly(0, 0, 0, 0);
    }

    @Test
    void takesFilesThatOverlapForSeveralVantages() {
        assertThat(vantages(file("part1.pcap", 1_000, 3_000), file("part2.pcap", 2_000, 4_000)))
                .containsExactly(0, 1, 0, 1);
    }

    @Test
    void takesFilesWithOtherNamesOrLinkTypesForSeveralVantages() {
        assertThat(vantages(file("left.pcap", 1_000), file("right.pcap", 2_000)))
                .containsExactly(0, 1);
        Path raw =
                PcapForge.micros().linkType(LinkType.RAW).record(2_000, FRAME).write(folder.resolve("left2.pcap"));
        assertThat(vantages(file("left1.pcap", 1_000), raw)).containsExactly(0, 1);
    }

    @Test
    void continuesEachOfTwoSetsThatOverlap() {
        assertThat(vantages(
                        file("a-1.pcap", 1_000, 3_000),
                        file("b-1.pcap", 2_000, 4_000),
                        file("a-2.pcap", 5_000, 7_000),
                        file("b-2.pcap", 6_000, 8_000)))
                .containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
    }

    @Test
    void takesTheSameNamedInterfaceOfOtherFilesForOneVantage() {
        assertThat(vantages(named("monday.pcapng", 1), named("tuesday.pcapng", 2)))
                .containsExactly(0, 1, 0, 1);
    }

    private Path named(String name, int time) {
        return PcapngForge.littleEndian()
                .iface(LinkType.RAW, 0, PcapngForge.Option.ifName("eth0"))
                .iface(LinkType.RAW, 0, PcapngForge.Option.ifName("eth1"))
                .enhanced(0, time, FRAME)
                .enhanced(1, time, FRAME)
                .write(folder.resolve(name));
    }

    private Path file(String name, int... timesNs) {
        PcapForge forge = PcapForge.micros();
        for (int each : timesNs) {
            forge.record(each, FRAME);
        }
        return forge.write(folder.resolve(name));
    }

    private static List<Integer> vantages(Path... files) {
        try (Inputs inputs = Inputs.open(Stream.of(files).map(Path::toString).toList());
                FrameSource source = inputs.frames()) {
            return Reading.of(source).packets().stream()
                    .map(each -> each.origin().vantage())
                    .toList();
        }
    }
}
