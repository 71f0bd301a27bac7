// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapngForge;
import dev.udpbounce.fixtures.PcapngForge.Option;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Comments on the packets of a capture are printed with their events. */
class CommentTimelineTest {
    private static final long MICROS = 1_523_929_198_454_346L;
    private static final UdpForge SENT =
            Packets.udp4("10.0.0.1", 45117, "10.0.0.2", 1060).id(1043).payload("123");
    private static final UdpForge OTHER = Packets.udp4("10.0.0.1", 45118, "10.0.0.3", 53);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void forge() {
        file = PcapngForge.empty()
                .section(ByteOrder.LITTLE_ENDIAN, Option.comment("rack 7"))
                .iface(LinkType.RAW, 0, Option.comment("mirror port"))
                .enhanced(
                        0, MICROS, SENT.bytes(), Option.comment("it hung here, again"), Option.comment("=1+\u001b[2J"))
                .enhanced(0, MICROS + 5, OTHER.bytes(), Option.comment("never seen"))
                .enhanced(0, MICROS + 13, Packets.portUnreachable(SENT).bytes(), Option.comment("refused"))
                .write(folder.resolve("capture.pcapng"));
    }

    private CommandLineRun read(String... options) {
        return CommandLineRun.of(Stream.of(Stream.of("read"), Stream.of(options), Stream.of(file.toString()))
                .flatMap(each -> each)
                .toArray(String[]::new));
    }

    @Test
    void inTextUnderItsLine() {
        List<String> lines = read().out().lines().map(String::strip).toList();

        assertThat(lines).contains("comment: it hung here, again", "comment: =1+\\x1b[2J", "comment: refused");
        assertThat(lines.indexOf("comment: it hung here, again"))
                .isEqualTo(1
                        + lines.indexOf(lines.stream()
                                .filter(line -> line.contains("10.0.0.1:45117"))
                                .findFirst()
                                .orElseThrow()));
        assertThat(lines).noneMatch(line -> line.contains("never seen"));
        assertThat(read("--all").out()).contains("comment: never seen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void inJsonAsAField(String passes) {
        JsonNode events = JsonMapper.shared()
                .readTree(read("--json", "--passes=" + passes).out())
                .get("events");

        assertThat(events.at("/0/udp_send/outcome").asString()).isEqualTo("bounced");
        assertThat(events.at("/0/comment").asString()).isEqualTo("it hung here, again\n=1+\u001b[2J");
        assertThat(events.at("/1/icmp_error/match").asString()).isEqualTo("exact");
        assertThat(events.at("/1/comment").asString()).isEqualTo("refused");
        assertThat(events.findValue("capture").get("comments").toString()).isEqualTo("[\"rack 7\",\"mirror port\"]");
        assertThat(events.toString()).doesNotContain("never seen");
    }

    @Test
    void inCsvAsACell() {
        CsvRows rows = CsvRows.of(read("-T", "csv").out());

        assertThat(rows.cell(0, "comment")).isEqualTo("it hung here, again\\x0a=1+\\x1b[2J");
        assertThat(rows.cell(1, "comment")).isEqualTo("refused");
    }

    @Test
    void thoseOfTheFileAreToldWhereMoreIsWanted() {
        assertThat(read("-v").err()).contains(": comment: rack 7\n", ": comment: mirror port\n");
        assertThat(read().err()).doesNotContain("comment");
    }

    @Test
    void thoseThatFindNoRoomAreCounted() {
        PcapngForge forge = PcapngForge.littleEndian().iface(LinkType.RAW, 0);
        for (int i = 0; i < 2_000; i++) {
            forge.enhanced(0, MICROS + i, SENT.id(i + 1).bytes(), Option.comment("x".repeat(1024)));
        }
        file = forge.enhanced(0, MICROS + 3_000, Packets.portUnreachable(SENT).bytes())
                .write(folder.resolve("many.pcapng"));

        CommandLineRun run = read("--json", "--memory=1m");

        assertThat(run.out()).containsPattern("\"comments_forgotten\":19[0-9][0-9],");
        assertThat(run.err()).containsPattern(", 19[0-9][0-9] comments forgotten\n");
    }
}
