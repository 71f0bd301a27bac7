// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.cli.environment.Terminal;
import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.UdpForge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReadCommandTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PROGRAM_ONE = Captures.file("program-one").toString();
    private static final String SUMMARY_OF_PROGRAM_ONE =
            "2 packets, 1 sends, 1 errors (1 matched, 0 ambiguous, 0 orphans), 0 expired\n";
    private static final long START_NS = 1_523_929_198_000_000_000L;

    @TempDir
    private Path folder;

    @Test
    void printsTheTimelineOnStandardOutputAndTheSummaryLineOnStandardError() {
        CommandLineRun run = CommandLineRun.of("read", PROGRAM_ONE);

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("01:39:58.454346", "127.0.0.1:45117 → 127.0.0.1:1060", "bounced #1 (exact)")
                .doesNotContain("\u001b");
        assertThat(run.err()).isEqualTo(SUMMARY_OF_PROGRAM_ONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "-Tjson"})
    void writesOneJsonDocument(String option) {
        CommandLineRun run = CommandLineRun.of("read", option, PROGRAM_ONE);

        JsonNode document = JSON.readTree(run.out());
        assertThat(document.get("schema").asString()).isEqualTo("udpbounce/1");
        assertThat(document.get("events").findValuesAsString("event_type"))
                .contains("udp_send", "icmp_error", "flow", "capture");
        assertThat(document.at("/summary/exact").asInt()).isOne();
        assertThat(run.err()).isEqualTo(SUMMARY_OF_PROGRAM_ONE);
    }

    @Test
    void textOfAPipeAppearsWhenThePipePauses() throws Exception {
        byte[] capture = Files.readAllBytes(Captures.file("program-one"));
        PipedOutputStream writer = new PipedOutputStream();
        // Connected before the sender starts: a pipe that is not refuses to be written to.
        PipedInputStream pipe = new PipedInputStream(writer, 1 << 16);
        CountDownLatch bounced = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] octets, int from, int length) {
                super.write(octets, from, length);
                if (toString(StandardCharsets.UTF_8).contains("bounced #1")) {
                    bounced.countDown();
                }
            }
        };
        Thread sender = new Thread(() -> {
            try {
                writer.write(capture);
                writer.flush();
                bounced.await();
                writer.close();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        sender.start();

        CommandLineRun run =
                new CommandLineRun.Builder().in(pipe).standardOutput(out).run("read", "-");

        sender.join();
        assertThat(run.status()).isZero();
    }

    @Test
    void aSeriesIsOneLineOnATerminalAloneUnlessAsked() {
        String capture = Captures.file("several-sends").toString();
        Terminal terminal = new Terminal(true, true, false, 100, true, false);

        assertThat(new CommandLineRun.Builder()
                        .terminal(terminal)
                        .run("read", capture)
                        .out())
                .contains("… 4 more like #2");
        assertThat(new CommandLineRun.Builder()
                        .terminal(terminal)
                        .run("read", "--no-collapse", capture)
                        .out())
                .doesNotContain("more like");
        assertThat(CommandLineRun.of("read", capture).out()).doesNotContain("more like");
        assertThat(CommandLineRun.of("read", "--collapse", capture).out()).contains("… 4 more like #2");
    }

    @Test
    void showsTheErrorsOfAClassAloneAndFailsOnThemAlone() {
        String[] shown = {"read", "--fail-on=bounce", "--only=port-unreachable,exact", "-Tndjson", PROGRAM_ONE};
        String[] leftOut = {"read", "--fail-on=bounce", "--only=3/1,orphan,v6:1/4", "-Tndjson", PROGRAM_ONE};

        CommandLineRun one = CommandLineRun.of(shown);
        CommandLineRun none = CommandLineRun.of(leftOut);

        assertThat(one.status()).isOne();
        assertThat(one.out()).contains("\"event_type\":\"icmp_error\"", "\"event_type\":\"udp_send\"");
        assertThat(none.status()).isZero();
        assertThat(none.out())
                .doesNotContain("\"event_type\":\"icmp_error\"", "\"event_type\":\"udp_send\"")
                .contains("\"icmp_errors\":1,")
                .contains(
                        "\"left_out\":{\"udp_sends\":1,\"icmp_errors\":1,\"syscalls\":0,\"flows\":1,\"deliveries\":0}");
        assertThat(none.err()).endsWith("0 expired, 1 errors left out, 1 sends left out\n");
    }

    @Test
    void showsWhatIsInAPeriodInTheTimesThatItPrints() {
        assertThat(CommandLineRun.of("read", "--from=01:39:58.454346", "--to=01:39:58.454359", PROGRAM_ONE)
                        .err())
                .endsWith("0 errors left out\n");
        assertThat(CommandLineRun.of("read", "--from=2018-04-17T01:39:58.454360Z", PROGRAM_ONE)
                        .err())
                .endsWith("1 errors left out, 1 sends left out\n");
    }

    @Test
    void writesAnEventALineWithTheSummaryLast() {
        List<String> lines = CommandLineRun.of("read", "-T", "ndjson", PROGRAM_ONE)
                .out()
                .lines()
                .toList();

        assertThat(lines)
                .hasSize(5)
                .allSatisfy(line -> assertThat(JSON.readTree(line).isObject()).isTrue());
        assertThat(lines.get(4)).startsWith("{\"event_type\":\"summary\"");
    }

    @Test
    void writesARowForEachDatagramAndError() {
        assertThat(CommandLineRun.of("read", "-T", "csv", PROGRAM_ONE).out().lines())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("event_type,timestamp,offset_ns");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "ndjson"})
    void quietJsonIsTheSummaryAlone(String format) {
        CommandLineRun run = CommandLineRun.of("read", "-q", "-T", format, PROGRAM_ONE);

        assertThat(run.out().lines()).hasSize(1);
        assertThat(JSON.readTree(run.out()).at("/summary/packets").asInt()).isEqualTo(2);
    }

    @Test
    void quietTextIsTheTableOfDestinations() {
        CommandLineRun run = CommandLineRun.of("read", "-q", PROGRAM_ONE);

        assertThat(run.out()).contains("127.0.0.1:1060").doesNotContain("45117");
        assertThat(run.err()).isEqualTo(SUMMARY_OF_PROGRAM_ONE);
    }

    @Test
    void quietCsvIsNothing() {
        CommandLineRun run = CommandLineRun.of("read", "-q", "-T", "csv", PROGRAM_ONE);

        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo(SUMMARY_OF_PROGRAM_ONE);
    }

    @Test
    void outputFilesAreCompleteEvenIfStandardOutputIsQuiet() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "read",
                "-q",
                "-o",
                file("a.json"),
                "-o",
                file("b.ndjson"),
                "-o",
                file("c.csv"),
                "-o",
                file("D.TXT"),
                PROGRAM_ONE);

        assertThat(run.status()).isZero();
        assertThat(Files.readString(folder.resolve("a.json")))
                .isEqualTo(CommandLineRun.of("read", "--json", PROGRAM_ONE).out());
        assertThat(Files.readString(folder.resolve("b.ndjson")))
                .isEqualTo(CommandLineRun.of("read", "-Tndjson", PROGRAM_ONE).out());
        assertThat(Files.readString(folder.resolve("c.csv")))
                .isEqualTo(CommandLineRun.of("read", "-Tcsv", PROGRAM_ONE).out());
        assertThat(Files.readString(folder.resolve("D.TXT")))
                .isEqualTo(CommandLineRun.of("read", PROGRAM_ONE).out());
    }

    @Test
    void anOutputFileIsEmptiedBeforehand() throws IOException {
        Files.writeString(folder.resolve("a.ndjson"), "x".repeat(100_000));

        CommandLineRun.of("read", "-o", file("a.ndjson"), PROGRAM_ONE);

        assertThat(folder.resolve("a.ndjson"))
                .content()
                .startsWith("{\"event_type\":")
                .hasLineCount(5);
    }

    @Test
    void readsStandardInput() throws IOException {
        CommandLineRun run = new CommandLineRun.Builder()
                .in(Files.readAllBytes(Path.of(PROGRAM_ONE)))
                .run("read", "-Tndjson", "-");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("\"pcap_filename\":\"-\"");
        assertThat(run.err()).isEqualTo(SUMMARY_OF_PROGRAM_ONE);
    }

    @Test
    void mergesSeveralFilesByTime() {
        UdpForge send = Packets.udp4("192.0.2.1", 5000, "192.0.2.9", 9).payload("abc");
        String sends = capture("sends.pcap", START_NS, send);
        String errors = capture("errors.pcap", START_NS + 1_000, Packets.portUnreachable(send));

        CommandLineRun run = CommandLineRun.of("read", errors, sends);

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("a = " + sends, "b = " + errors);
        assertThat(run.err()).startsWith("2 packets, 1 sends, 1 errors (1 matched,");
    }

    @Test
    void aFolderStandsForTheCapturesInIt() throws IOException {
        UdpForge send = Packets.udp4("192.0.2.1", 5000, "192.0.2.9", 9).payload("abc");
        capture("2.pcap", START_NS + 1_000, Packets.portUnreachable(send));
        capture("1.pcap", START_NS, send);
        Files.writeString(folder.resolve("notes.md"), "not a capture");

        CommandLineRun run = CommandLineRun.of("read", folder.toString());

        assertThat(run.status()).isZero();
        assertThat(run.errLines())
                .containsExactly(
                        "udpbounce: warning: " + file("notes.md") + ": not a capture file, passed over",
                        "2 packets, 1 sends, 1 errors (1 matched, 0 ambiguous, 0 orphans), 0 expired");
    }

    @Test
    void aDatagramThatDidNotBounceIsShownOnRequestOnly() {
        String capture = capture("silent.pcap", START_NS, Packets.udp4("192.0.2.1", 5000, "192.0.2.9", 9));

        assertThat(CommandLineRun.of("read", capture).out()).isEmpty();
        assertThat(CommandLineRun.of("read", "--all", capture).out()).contains("192.0.2.1:5000 → 192.0.2.9:9");
    }

    @ParameterizedTest
    @CsvSource({"port 1060, '1 sends, 1 errors (1 matched'", "port 53, '0 sends, 0 errors (0 matched'"})
    void aFilterSelectsDatagramsAndTheErrorsThatQuoteThem(String filter, String sums) {
        CommandLineRun run = CommandLineRun.of("read", "-f", filter, PROGRAM_ONE);

        assertThat(run.status()).isZero();
        assertThat(run.err()).contains(sums);
    }

    @Test
    void stopsAfterTheGivenNumberOfPackets() {
        assertThat(CommandLineRun.of("read", "-c", "1", PROGRAM_ONE).err()).startsWith("1 packets, 1 sends, 0 errors");
    }

    @Test
    void anErrorAfterTheExpiryHasNoCause() {
        UdpForge send = Packets.udp4("192.0.2.1", 5000, "192.0.2.9", 9).payload("abc");
        String capture = PcapForge.nanos()
                .linkType(LinkType.RAW)
                .record(START_NS, send)
                .record(START_NS + 5_000_000_000L, Packets.portUnreachable(send))
                .write(folder.resolve("late.pcap"))
                .toString();

        assertThat(CommandLineRun.of("read", "--expire", "10s", capture).err()).contains("(1 matched,");
        assertThat(CommandLineRun.of("read", "--expire", "500ms", capture).err())
                .contains("1 orphans), 1 expired");
    }

    @ParameterizedTest
    @CsvSource({
        "a, 01:39:58.454346",
        "ad, 2018-04-17 01:39:58.454346",
        "d, 0.000013",
        "e, 1523929198.454346",
        "r, 0.000013"
    })
    void timesAreShownInTsharksStyles(String style, String time) {
        assertThat(CommandLineRun.of("read", "-t", style, PROGRAM_ONE).out()).contains(time);
    }

    @Test
    void colorIsUsedOnRequest() {
        assertThat(CommandLineRun.of("read", "--color", "always", PROGRAM_ONE).out())
                .contains("\u001b[");
    }

    @Test
    void aTerminalWithoutUtf8GetsAscii() {
        Terminal terminal = new Terminal(true, false, false, 80, true, true);

        String out = new CommandLineRun.Builder()
                .terminal(terminal)
                .run("read", PROGRAM_ONE)
                .out();

        assertThat(out).contains("->").matches("\\p{ASCII}*");
    }

    @Test
    void bothNumbersOfPassesAnswerAlike() {
        String one = CommandLineRun.of("read", "--json", "--passes", "1", PROGRAM_ONE)
                .out();

        assertThat(CommandLineRun.of("read", "--json", "--passes", "2", PROGRAM_ONE)
                        .out())
                .isEqualTo(one);
    }

    @Test
    void whatCannotBeReadTwiceIsNotReadTwiceOnRequest() throws IOException {
        CommandLineRun run = new CommandLineRun.Builder()
                .in(Files.readAllBytes(Path.of(PROGRAM_ONE)))
                .run("read", "--passes", "2", "-");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("udpbounce: Invalid value for option '--passes': an input cannot be read twice");
    }

    @ParameterizedTest
    @CsvSource({
        "program-one, bounce, 1",
        "program-one, loss, 0",
        "program-one, 'bounce,loss', 1",
        "pcap-cut-record, bounce, 3"
    })
    void failOnTurnsAFindIntoAStatus(String captureName, String failOn, int status) {
        String capture = Captures.file(captureName).toString();

        assertThat(CommandLineRun.of("read", "--fail-on", failOn, capture).status())
                .isEqualTo(status);
    }

    @Test
    void failOnBounceSeesOnlyWhatIsSelected() {
        assertThat(CommandLineRun.of("read", "--fail-on", "bounce", "-f", "port 53", PROGRAM_ONE)
                        .status())
                .isZero();
    }

    @Test
    void verboseDescribesTheInputs() {
        assertThat(CommandLineRun.of("read", "-v", PROGRAM_ONE).errLines())
                .first()
                .asString()
                .startsWith(PROGRAM_ONE + ": pcap, ")
                .contains("2 packets", "6 digits of a second");
    }

    private String capture(String name, long ns, Packet packet) {
        return PcapForge.nanos()
                .linkType(LinkType.RAW)
                .record(ns, packet)
                .write(folder.resolve(name))
                .toString();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
