// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.Summary;
import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import dev.udpbounce.fixtures.UdpForge;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.json.JsonWriter;
import dev.udpbounce.select.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches give the same results as single frames. With a selection, frames are processed one by one. */
class FastLaneTest {
    private static final Selection ALL = new Selection() {
        @Override
        public boolean takesDatagram(Datagram datagram) {
            return true;
        }

        @Override
        public boolean takesErrorAbout(Datagram quote) {
            return true;
        }
    };

    private static final int PACKETS = 8000;
    private static final long SECOND = 1_000_000_000L;

    /** @param frame starting at its link-layer header */
    private record Seen(long timeNs, Packet frame) {
        Seen(long timeNs, byte[] frame) {
            this(timeNs, () -> frame);
        }
    }

    /** The output of a run, and its summary. */
    private record Told(String timeline, Summary summary) {}

    static Stream<Path> captures() {
        return Captures.all().stream()
                .map(folder -> Captures.file(folder.getFileName().toString()));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void sayTheSameOfACapture(Path capture) throws IOException {
        compare(capture);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void sayTheSameOfRandomTraffic(long seed, @TempDir Path folder) throws IOException {
        Random random = new Random(seed);
        List<Seen> traffic = traffic(random, false);
        PcapForge classic = PcapForge.nanos();
        PcapngForge blocks = PcapngForge.littleEndian().iface(LinkType.EN10MB, 0);
        for (Seen seen : traffic) {
            classic.record(seen.timeNs, seen.frame.bytes());
            blocks.enhanced(0, seen.timeNs / 1000, seen.frame.bytes(), options(random));
        }
        Summary summary = compare(Files.write(folder.resolve("classic"), classic.bytes()));
        assertThat(summary.traffic().packets()).isEqualTo(traffic.size());
        assertThat(summary.errors().matches(Match.EXACT)).isPositive();
        assertThat(summary.sends().outcomes().values())
                .allSatisfy(count -> assertThat(count).isPositive());
        assertThat(summary.sends().expired()).isPositive();
        assertThat(summary.decoding().fragments()).isPositive();
        assertThat(summary.decoding().malformed()).isNotEmpty();

        Path commented = Files.write(folder.resolve("blocks"), blocks.bytes());
        Summary same = compare(commented);
        assertThat(read(commented, 2, null, 0).timeline()).contains("\"comment\":\"comment ");
        assertThat(same.errors().matches(Match.EXACT))
                .isEqualTo(summary.errors().matches(Match.EXACT));
        assertThat(same.sends().outcomes()).isEqualTo(summary.sends().outcomes());
    }

    /** Most datagrams are only counted, as no error can be about them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sayTheSameOfRandomTrafficInTheOrderOfTime(long seed, @TempDir Path folder) throws IOException {
        PcapForge capture = PcapForge.nanos();
        for (Seen seen : traffic(new Random(seed), true)) {
            capture.record(seen.timeNs, seen.frame.bytes());
        }
        Summary summary = compare(Files.write(folder.resolve("ordered"), capture.bytes()));
        assertThat(summary.sends().outcomes().values())
                .allSatisfy(count -> assertThat(count).isPositive());
        assertThat(summary.sends().expired()).isPositive();
    }

    /** Options of a packet block; mostly none. */
    private static PcapngForge.Option[] options(Random random) {
        PcapngForge.Option flags = PcapngForge.Option.flags(1);
        return switch (random.nextInt(8)) {
            case 0 -> new PcapngForge.Option[] {flags};
            case 1 -> new PcapngForge.Option[] {flags, PcapngForge.Option.comment("comment " + random.nextInt(1000))};
            default -> new PcapngForge.Option[0];
        };
    }

    private static Summary compare(Path capture) throws IOException {
        Told expected = read(capture, 1, ALL, 0);
        assertSame(read(capture, 1, null, 0), expected);
        assertSame(read(capture, 2, ALL, 0), expected);
        assertSame(read(capture, 2, null, 0), expected);
        assertSame(read(capture, 2, null, 3), read(capture, 1, ALL, 3));
        return expected.summary();
    }

    private static void assertSame(Told actual, Told expected) {
        assertThat(actual.timeline()).isEqualTo(expected.timeline());
    }

    private static Told read(Path file, int passes, @Nullable Selection selection, long limit) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Analysis.Settings settings = new Analysis.Settings(20 * SECOND, 16 << 20, Follow.BOUNCED, selection, limit, 7);
        Analysis analysis =
                new Analysis(settings, List.of(new JsonWriter(out, JsonWriter.Shape.DOCUMENT, Flush.WHEN_FULL)));
        try (Inputs inputs = Inputs.open(List.of(file.toString()))) {
            Summary summary = passes == 1 ? analysis.run(inputs.frames()) : analysis.runTwice(inputs::frames);
            return new Told(out.toString(StandardCharsets.UTF_8), summary);
        }
    }

    /** Datagrams, replies and errors of a few hosts, with TCP and fragments. */
    private static List<Seen> traffic(Random random, boolean inOrder) {
        List<Seen> traffic = new ArrayList<>();
        List<UdpForge> recent = new ArrayList<>();
        long timeNs = 1_700_000_000 * SECOND;
        for (int i = 0; i < PACKETS; i++) {
            timeNs += random.nextInt(200) == 0
                    ? 9 * SECOND
                    : Math.max(inOrder ? 0 : -100, random.nextInt(1_000) - 100) * 1000L;
            boolean six = random.nextInt(4) == 0;
            String client = (six ? "2001:db8::" : "10.0.0.") + (1 + random.nextInt(4));
            String server = (six ? "2001:db8:1::" : "10.1.0.") + (1 + random.nextInt(60));
            int clientPort = 4000 + random.nextInt(2);
            int kind = random.nextInt(20);
            if (kind < 10) {
                UdpForge sent = udp(six, client, clientPort, server, 53)
                        .payload(random.nextInt(4) + "x".repeat(random.nextInt(inOrder ? 6 : 1)));
                recent.add(six ? sent : sent.id(random.nextInt(9)));
                traffic.add(new Seen(timeNs, odd(random, sent.ethernet())));
            } else if (kind < 13) {
                traffic.add(new Seen(
                        timeNs,
                        udp(six, server, 53, client, clientPort)
                                .payload("reply")
                                .ethernet()));
            } else if (kind < 15 && !recent.isEmpty()) {
                UdpForge cause = recent.get(Math.max(0, recent.size() - 1 - random.nextInt(30)));
                IcmpForge error = Packets.portUnreachable(cause);
                traffic.add(new Seen(timeNs, (random.nextBoolean() ? error : error.quoteMinimal(cause)).ethernet()));
            } else if (kind < 18) {
                traffic.add(new Seen(
                        timeNs,
                        Packets.ip4(client.replace("2001:db8::", "10.0.0."), "10.1.0.1", 6)
                                .payload(new byte[20])
                                .ethernet()));
            } else {
                UdpForge large = Packets.udp4("10.0.0.1", 4000, "10.1.0.1", 53).payloadOfSize(2000);
                large.fragments(1500).forEach(fragment -> traffic.add(new Seen(0, fragment.ethernet())));
                for (int last = traffic.size() - 1; traffic.get(last).timeNs == 0; last--) {
                    traffic.set(last, new Seen(timeNs, traffic.get(last).frame));
                }
            }
        }
        return traffic;
    }

    private static UdpForge udp(boolean six, String source, int sourcePort, String destination, int port) {
        return six
                ? Packets.udp6(source, sourcePort, destination, port)
                : Packets.udp4(source, sourcePort, destination, port);
    }

    /** Occasionally truncates a frame or changes an octet. */
    private static byte[] odd(Random random, byte[] frame) {
        return switch (random.nextInt(20)) {
            case 0 -> Arrays.copyOf(frame, random.nextInt(frame.length));
            case 1 -> {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt();
                yield frame;
            }
            default -> frame;
        };
    }
}
