// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.Summary;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.UdpForge;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rotated set of files gives the same results as one whole file. */
class RotatedFilesTest {
    private static final long START = 1_600_000_000_000_000_000L;
    private static final long MICROSECOND = 1_000;

    @TempDir
    Path folder;

    /** The analysis of an error, without frame numbers, which restart in each file. */
    private record Answer(long timeNs, Match match, long sentNs, long candidates, boolean repeated) {}

    /** The analysis of one or more files. */
    private static final class Answers implements EventSink {
        final List<Answer> errors = new ArrayList<>();

        @Override
        public boolean wantsOrder() {
            return false;
        }

        @Override
        public void event(Event event) {
            if (event instanceof Event.IcmpError error) {
                Bounce bounce = error.bounce();
                Bounce.Attribution attribution = bounce.attribution();
                errors.add(new Answer(
                        bounce.sighting().timeNs(),
                        attribution.match(),
                        attribution.cause() == null ? 0 : attribution.cause().timeNs(),
                        attribution.candidates(),
                        attribution.duplicateOf() != 0));
            }
        }
    }

    @Test
    void answersAsTheWholeFileInOnePassAndInTwo() throws Exception {
        Random random = new Random(4);
        PcapForge whole = PcapForge.micros();
        List<Path> parts = new ArrayList<>();
        long timeNs = START;
        for (int file = 0; file < 20; file++) {
            PcapForge part = PcapForge.micros();
            for (int i = 0; i < 30; i++) {
                timeNs += (1 + random.nextInt(100_000)) * MICROSECOND;
                byte[] frame = packet(random).ethernet();
                whole.record(timeNs, frame);
                part.record(timeNs, frame);
            }
            parts.add(part.write(folder.resolve("part" + file + ".pcap")));
        }
        Path all = whole.write(folder.resolve("whole.pcap"));

        for (int passes = 1; passes <= 2; passes++) {
            Answers expected = new Answers();
            Answers actual = new Answers();
            Summary wholeSum = analyze(passes, expected, all);
            Summary partsSum = analyze(passes, actual, parts.toArray(Path[]::new));
            assertThat(actual.errors).isNotEmpty().isEqualTo(expected.errors);
            assertThat(partsSum.sends()).isEqualTo(wholeSum.sends());
            assertThat(partsSum.errors()).isEqualTo(wholeSum.errors());
        }
    }

    /** A datagram, often identical to others, or its error. */
    private static Packet packet(Random random) {
        UdpForge datagram = Packets.udp4("192.0.2.1", 40_000 + random.nextInt(3), "192.0.2.2", 9)
                .id(0)
                .payload(random.nextBoolean() ? "same" : "other");
        return random.nextInt(4) == 0 ? Packets.portUnreachable(datagram) : datagram;
    }

    private static Summary analyze(int passes, EventSink sink, Path... files) throws IOException {
        Analysis.Settings settings = new Analysis.Settings(60_000_000_000L, 16 << 20, Follow.BOUNCED, null, 0, 7);
        Analysis analysis = new Analysis(settings, List.of(sink));
        try (Inputs inputs = Inputs.open(Stream.of(files).map(Path::toString).toList())) {
            return passes == 1 ? analysis.run(inputs.frames()) : analysis.runTwice(inputs::frames);
        }
    }
}
