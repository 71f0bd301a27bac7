// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.event.Event;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.UdpForge;
import dev.udpbounce.timeline.RecordingSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events in order of time, from frames that are in order and from others. */
class EventOrderTest {
    private static final long START = 1_600_000_000_000_000_000L;
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000 * MILLISECOND;
    private static final int DATAGRAMS = 60_000;

    @TempDir
    private Path folder;

    /** Where nearly all datagrams bounce, and where few do; each with frames in order, and with some that come late. */
    @ParameterizedTest
    @CsvSource({"1, 0", "1, 5", "20, 0", "20, 5"})
    void eventsAreInOrderHoweverManyBounceAndHoweverLateAFrameIs(int oneInBounces, int latenessSeconds)
            throws IOException {
        Path capture = capture(oneInBounces, latenessSeconds);
        RecordingSink once = new RecordingSink(true);
        RecordingSink twice = new RecordingSink(true);
        try (Inputs inputs = Inputs.open(List.of(capture.toString()))) {
            analysis(once).run(inputs.frames());
        }
        try (Inputs inputs = Inputs.open(List.of(capture.toString()))) {
            analysis(twice).runTwice(inputs::frames);
        }

        List<Long> timesNs = times(twice);
        assertThat(timesNs).hasSize(2 * DATAGRAMS / oneInBounces).isSorted();
        assertThat(times(once)).isEqualTo(timesNs);
    }

    private static List<Long> times(RecordingSink sink) {
        return sink.events.stream()
                .filter(event -> event instanceof Event.UdpSend || event instanceof Event.IcmpError)
                .map(Event::timeNs)
                .toList();
    }

    private static Analysis analysis(RecordingSink sink) {
        return new Analysis(new Analysis.Settings(30 * SECOND, 64 << 20, Follow.BOUNCED, null, 0, 7), List.of(sink));
    }

    /**
     * Writes a capture with an error for one in so many datagrams. In its last quarter, long after it is known whether many
     * bounce, one datagram in a hundred is late, with its error.
     */
    private Path capture(int oneInBounces, int latenessSeconds) throws IOException {
        Random random = new Random(oneInBounces);
        PcapForge forge = PcapForge.micros().linkType(LinkType.RAW);
        for (int i = 0; i < DATAGRAMS; i++) {
            boolean late = i > DATAGRAMS * 3 / 4 && random.nextInt(100) == 0;
            long timeNs = START + i * MILLISECOND - (late ? latenessSeconds * SECOND : 0);
            UdpForge datagram = Packets.udp4("192.0.2.1", 1024 + i % 60_000, "192.0.2.2", 53)
                    .id(1 + i % 65_535);
            forge.record(timeNs, datagram);
            if (i % oneInBounces == 0) {
                forge.record(timeNs + 100_000, Packets.portUnreachable(datagram));
            }
        }
        return Files.write(folder.resolve("capture.pcap"), forge.bytes());
    }
}
