// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PcapngWriterTest {
    private static final long TIME_NS = 1_523_929_198_454_346_789L;
    private static final List<PcapngWriter.Described> TWO =
            List.of(new PcapngWriter.Described("lo", 1, 262_144), new PcapngWriter.Described("any", 276, 96));

    @TempDir
    private Path folder;

    private record Read(int linkType, String name, long timeNs, long wireLength, List<Byte> octets) {}

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Path file = folder.resolve("a.pcapng");
        try (PcapngWriter writer = PcapngWriter.begin(open(file), "udpbounce", "Linux 6", TWO)) {
            writer.packet(0, TIME_NS, ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}), 1, 3, 1500);
            writer.packet(1, TIME_NS + 1, ByteBuffer.wrap(new byte[] {4, 5, 6, 7}), 0, 4, 4);
            writer.packet(1, TIME_NS + 2, ByteBuffer.allocate(0), 0, 0, 0);
            assertThat(writer.packets()).isEqualTo(3);
        }

        assertThat(read(file))
                .containsExactly(
                        new Read(1, "lo", TIME_NS, 1500, List.of((byte) 1, (byte) 2, (byte) 3)),
                        new Read(276, "any", TIME_NS + 1, 4, List.of((byte) 4, (byte) 5, (byte) 6, (byte) 7)),
                        new Read(276, "any", TIME_NS + 2, 0, List.of()));
    }

    @Test
    void packetsOfEveryLengthUpToTheLargestPassThroughTheBuffer() throws IOException {
        Path file = folder.resolve("a.pcapng");
        Random random = new Random(7);
        long octets = 0;
        try (PcapngWriter writer = PcapngWriter.begin(open(file), "udpbounce", "Linux 6", TWO)) {
            for (int i = 0; i < 300; i++) {
                int length = i == 150 ? 262_144 : random.nextInt(9000);
                octets += length;
                writer.packet(0, TIME_NS + i, ByteBuffer.allocateDirect(length), 0, length, length);
            }
            assertThat(writer.size()).isGreaterThan(octets);
        }

        assertThat(read(file)).hasSize(300);
    }

    @Test
    void commentsOfEveryLengthAreReadBack() throws IOException {
        Path file = folder.resolve("a.pcapng");
        List<List<String>> written = new ArrayList<>();
        try (PcapngWriter writer = PcapngWriter.begin(open(file), "udpbounce", "Linux 6", TWO)) {
            for (int i = 0; i < 3000; i++) {
                String comment = "13 µs, ".repeat(i % 40) + "x".repeat(i % 7 + 1);
                List<String> comments = i % 3 == 0 ? List.of() : i % 3 == 1 ? List.of(comment) : List.of(comment, "y");
                written.add(comments);
                writer.packet(0, TIME_NS + i, ByteBuffer.allocate(i % 9), 0, i % 9, 9, comments);
            }
        }

        try (Inputs inputs = Inputs.open(List.of(file.toString()));
                FrameSource source = inputs.frames()) {
            Frame frame = new Frame();
            for (List<String> comments : written) {
                assertThat(source.next(frame)).isTrue();
                assertThat(frame.comment()).isEqualTo(comments.isEmpty() ? null : String.join("\n", comments));
            }
            assertThat(source.next(frame)).isFalse();
            assertThat(source.reports().get(0).damage()).isEmpty();
        }
    }

    @Test
    void statisticsTellTheLossesOfEachInterface() throws IOException {
        Path file = folder.resolve("a.pcapng");
        try (PcapngWriter writer = PcapngWriter.begin(open(file), "udpbounce", "Linux 6", TWO)) {
            writer.statistics(0, new PcapngWriter.Statistics(TIME_NS, TIME_NS + 1, 10, 3, 4));
            writer.statistics(1, new PcapngWriter.Statistics(TIME_NS, TIME_NS + 1, 10, 30, -1));
        }

        CaptureReport report = report(file);
        assertThat(report.droppedByKernel()).isEqualTo(33);
        assertThat(report.droppedByInterface()).isEqualTo(4);
        assertThat(report.damage()).isEmpty();
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void whatIsFlushedIsWholeWithoutAClose() throws IOException {
        Path file = folder.resolve("a.pcapng");
        try (PcapngWriter writer = PcapngWriter.begin(open(file), "udpbounce", "Linux 6", TWO)) {
            writer.packet(0, TIME_NS, ByteBuffer.allocate(5), 0, 5, 5);
            writer.flush();

            assertThat(read(file)).hasSize(1);
            assertThat(report(file).damage()).isEmpty();
            assertThat(Files.size(file)).isEqualTo(writer.size());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDeviceRefusesTheFirstFile() {
        assertThatThrownBy(() -> PcapngWriter.begin(open(Path.of("/dev/full")), "udpbounce", "Linux 6", TWO))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private static List<Read> read(Path file) {
        List<Read> all = new ArrayList<>();
        try (Inputs inputs = Inputs.open(List.of(file.toString()));
                FrameSource source = inputs.frames()) {
            Frame frame = new Frame();
            while (source.next(frame)) {
                List<Byte> octets = new ArrayList<>();
                for (int i = 0; i < frame.capturedLength(); i++) {
                    octets.add(frame.octets().get(frame.offset() + i));
                }
                Origin origin = frame.origin();
                all.add(new Read(
                        origin.linkType(),
                        String.valueOf(origin.interfaceName()),
                        frame.timeNs(),
                        frame.wireLength(),
                        octets));
            }
        }
        return all;
    }

    private static CaptureReport report(Path file) {
        try (Inputs inputs = Inputs.open(List.of(file.toString()));
                FrameSource source = inputs.frames()) {
            Frame frame = new Frame();
            while (source.next(frame)) {
                assertThat(frame.timeNs()).isPositive();
            }
            return source.reports().get(0);
        }
    }
}
