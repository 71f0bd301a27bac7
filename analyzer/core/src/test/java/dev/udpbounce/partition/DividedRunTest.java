// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.UdpForge;
import dev.udpbounce.pipeline.Analysis;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.json.JsonWriter;
import dev.udpbounce.select.FilterExpression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** A divided run says the same as one over all files. */
class DividedRunTest {
    private static final long SECOND = 1_000_000_000;
    private static final long START = 1_600_000_000 * SECOND;
    private static final long MEMORY = 8 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    static PartitionSettings settings(int homeBits, String filter) {
        return new PartitionSettings(
                60 * SECOND, MEMORY, homeBits, 5, filter, PartitionSettings.ALWAYS, Long.MAX_VALUE);
    }

    static Stream<Path> fixtures() {
        return Captures.all().stream()
                .map(folder -> Captures.file(folder.getFileName().toString()));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void saysTheSameOfEachFixture(Path capture) throws Exception {
        compare(List.of(capture), settings(6, ""), Map.of());
    }

    @Test
    void saysTheSameOfAllFixturesTogether() throws Exception {
        List<Path> files = fixtures().toList();
        List<String> divided = new DividedRun(settings(8, "")).lines(files, Map.of());
        List<String> together = together(files, settings(8, ""), Map.of());

        same(comparable(divided), comparable(together));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 5", "3, 12", "4, 12"})
    void saysTheSameOfARotatedSet(long seed, int homeBits) throws Exception {
        List<Path> files = rotated("part", new Random(seed), START);

        DividedRun run = compare(files, settings(homeBits, ""), Map.of());

        assertThat(run.kept()).isLessThan(3000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void saysTheSameOfTwoSensors(long seed) throws Exception {
        List<Path> files = new ArrayList<>(rotated("left", new Random(seed), START));
        files.addAll(rotated("right", new Random(seed), START + 40_000));

        compare(files, settings(7, ""), Map.of());
    }

    @Test
    void saysTheSameWithAFilter() throws Exception {
        compare(rotated("part", new Random(9), START), settings(7, "port 53 or host 10.0.0.2"), Map.of());
    }

    @Test
    void saysTheSameWithASkew() throws Exception {
        List<Path> files = new ArrayList<>(rotated("left", new Random(7), START));
        List<Path> late = rotated("right", new Random(7), START + 3 * SECOND);
        files.addAll(late);
        Map<String, Long> skews =
                Map.of(late.get(0).toString(), -3 * SECOND, late.get(1).toString(), -3 * SECOND);

        compare(files, settings(7, ""), skews);
    }

    @Test
    void tellsWhichCapturesAreRefusedAndAnalyzesTheOthers() throws Exception {
        List<Path> files = new ArrayList<>(rotated("part", new Random(3), START));
        Path broken = Files.writeString(folder.resolve("zzz.pcap"), "no capture at all");
        List<String> alone = lines(new DividedRun(settings(7, "")), files, Map.of());
        files.add(broken);

        List<String> lines = lines(new DividedRun(settings(7, "")), files, Map.of());

        List<String> more = new ArrayList<>(lines);
        alone.forEach(line -> assertThat(more.remove(line)).isTrue());
        assertThat(more).singleElement().asString().contains("zzz.pcap", "not a capture file", "\"fatal\":true");
    }

    @Test
    void hasEveryErrorInOneWindow() throws Exception {
        List<Path> files = rotated("part", new Random(8), START);
        List<String> whole = errorsAndSends(lines(new DividedRun(settings(7, "")), files, Map.of()));

        List<String> windows = new ArrayList<>();
        for (long fromNs = START - SECOND; fromNs < START + 4000 * SECOND; fromNs += 90 * SECOND) {
            PartitionSettings window =
                    new PartitionSettings(60 * SECOND, MEMORY, 2, 5, "", fromNs, fromNs + 90 * SECOND);
            windows.addAll(errorsAndSends(lines(new DividedRun(window), files, Map.of())));
        }

        same(
                windows.stream().map(DividedRunTest::withoutOffset).toList(),
                whole.stream().map(DividedRunTest::withoutOffset).toList());
    }

    private static List<String> errorsAndSends(List<String> lines) {
        return lines.stream()
                .filter(line ->
                        line.contains("\"event_type\":\"icmp_error\"") || line.contains("\"event_type\":\"udp_send\""))
                .toList();
    }

    /** Leaves out what a window cannot know: when the capture began, and whether an older datagram of the flow has expired. */
    private static String withoutOffset(String line) {
        return line.replaceFirst("\"offset_ns\":-?[0-9]+,?", "")
                .replaceFirst("\"orphan_reason\":\"(expired|unseen)\"", "");
    }

    private static List<String> lines(DividedRun run, List<Path> files, Map<String, Long> skewsNs) throws IOException {
        return run.lines(files, skewsNs);
    }

    private static DividedRun compare(List<Path> files, PartitionSettings settings, Map<String, Long> skewsNs)
            throws Exception {
        DividedRun run = new DividedRun(settings);
        List<String> divided = run.lines(files, skewsNs);
        List<String> together = together(files, settings, skewsNs);

        same(sorted(divided), sorted(together));
        return run;
    }

    /**
     * Leaves out what the packets of other destinations may change: how many sightings there were until a datagram became an
     * event, since an error waits behind others, and whether one without a time has expired.
     */
    private static List<String> comparable(List<String> lines) {
        return sorted(lines).stream()
                .map(line -> line.replaceFirst(",\"sightings\":\\[[^]]*]", "").replaceFirst("\"expired\":[0-9]+,", ""))
                .toList();
    }

    /** Asserts that two lists have the same elements, and shows the others. */
    private static void same(List<String> actual, List<String> expected) {
        List<String> more = new ArrayList<>(actual);
        List<String> less = new ArrayList<>(expected);
        expected.forEach(more::remove);
        actual.forEach(less::remove);
        assertThat(more).isEqualTo(less);
    }

    /** Lines in an order of their own, as only the order in which things become known differs, and so do rows. */
    private static List<String> sorted(List<String> lines) {
        List<String> sorted = new ArrayList<>();
        for (String line : lines) {
            JsonNode event = JSON.readTree(line);
            if (event.get("summary") instanceof ObjectNode summary && summary.get("bounces") != null) {
                var rows = new TreeSet<String>();
                summary.get("bounces").forEach(row -> rows.add(row.toString()));
                summary.put("bounces", rows.toString());
            }
            sorted.add(event.toString());
        }
        sorted.sort(Comparator.naturalOrder());
        return sorted;
    }

    private static List<String> together(List<Path> files, PartitionSettings settings, Map<String, Long> skewsNs)
            throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Analysis.Settings one = new Analysis.Settings(
                settings.expireNs(),
                4 * MEMORY,
                Follow.BOUNCED,
                settings.filter().isEmpty() ? null : FilterExpression.parse(settings.filter()),
                0,
                settings.seed());
        List<String> names = files.stream().map(Path::toString).toList();
        try (Inputs inputs = Inputs.open(names, Channels.newChannel(InputStream.nullInputStream()), skewsNs);
                FrameSource source = inputs.frames()) {
            new Analysis(one, List.of(new JsonWriter(out, JsonWriter.Shape.LINES, Flush.WHEN_FULL))).run(source);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Two files of one sensor, with traffic that goes on from the first to the second. */
    private List<Path> rotated(String name, Random random, long startNs) {
        List<Path> files = new ArrayList<>();
        List<UdpForge> recent = new ArrayList<>();
        long timeNs = startNs;
        for (int file = 0; file < 2; file++) {
            PcapForge part = PcapForge.nanos();
            for (int i = 0; i < 2000; i++) {
                timeNs += random.nextInt(100) == 0 ? 40 * SECOND : random.nextInt(1_000_000);
                String client = "10.0.0." + (1 + random.nextInt(3));
                String server = "10.1.0." + (1 + random.nextInt(60));
                int port = 53 + random.nextInt(4);
                int kind = random.nextInt(20);
                if (kind < 12) {
                    UdpForge sent = Packets.udp4(client, 4000 + random.nextInt(30), server, port)
                            .id(random.nextInt(4))
                            .payload("payload " + random.nextInt(4));
                    if (port == 55) {
                        recent.add(sent);
                    }
                    part.record(timeNs, sent.ethernet());
                } else if (kind < 19 || recent.isEmpty()) {
                    UdpForge reply = Packets.udp4(server, port, client, 4000 + random.nextInt(30))
                            .payload("reply");
                    if (random.nextInt(100) == 0) {
                        recent.add(reply);
                    }
                    part.record(timeNs, reply.ethernet());
                } else {
                    UdpForge cause = recent.get(Math.max(0, recent.size() - 1 - random.nextInt(50)));
                    IcmpForge error = Packets.error(cause.destination(), cause, 3, random.nextInt(5) == 0 ? 13 : 3);
                    part.record(timeNs, (random.nextBoolean() ? error : error.quoteMinimal(cause)).ethernet());
                }
            }
            files.add(part.write(folder.resolve(name + file + ".pcap")));
        }
        return files;
    }
}
