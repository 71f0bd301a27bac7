// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A copy of the whole output of a source. */
record Reading(List<Packet> packets, List<CaptureReport> reports) {
    static final String FILE = "some.pcap";

    /** One frame, its octets in hexadecimal. */
    record Packet(long number, long timeNs, boolean hasTime, long wireLength, String octets, Origin origin) {
        Packet(long number, long timeNs, long wireLength, String octets, Origin origin) {
            this(number, timeNs, true, wireLength, octets, origin);
        }
    }

    /** Reads a file in memory, in small pieces and as a whole. The results must be equal. */
    static Reading of(byte... file) throws UnreadableException {
        Reading bites = of(64, file);
        Reading piece = of(1 << 14, file);
        assertThat(bites).isEqualTo(piece);
        return bites;
    }

    static Reading of(FrameSource source) {
        List<Packet> packets = new ArrayList<>();
        Frame frame = new Frame();
        while (source.next(frame)) {
            packets.add(packet(frame));
        }
        assertThat(source.next(frame)).isFalse();
        return new Reading(packets, source.reports());
    }

    /** Reason why a file is refused. */
    static @Nullable String refusal(byte... file) {
        UnreadableException refused = catchThrowableOfType(UnreadableException.class, () -> of(file));
        return Objects.requireNonNull(refused, "not refused").getMessage();
    }

    static byte[] octets(Packet packet) {
        return HexFormat.of().parseHex(packet.octets());
    }

    CaptureReport report() {
        assertThat(reports).hasSize(1);
        return reports.get(0);
    }

    List<Long> timesNs() {
        return packets.stream().map(Packet::timeNs).toList();
    }

    /** Numbers of the frames of which it is not known when they were captured. */
    List<Long> untimed() {
        return packets.stream()
                .filter(packet -> !packet.hasTime)
                .map(Packet::number)
                .toList();
    }

    List<String> octets() {
        return packets.stream().map(Packet::octets).toList();
    }

    /** {@code OFFSET: record N: REASON}, with an exclamation mark where the file ended there. */
    List<String> damage() {
        return report().damage().stream()
                .map(each ->
                        each.offset() + ": record " + each.record() + ": " + each.reason() + (each.fatal() ? "!" : ""))
                .toList();
    }

    List<String> warnings() {
        return report().warnings();
    }

    private static Reading of(int windowSize, byte... file) throws UnreadableException {
        var channel = Channels.newChannel(new ByteArrayInputStream(file));
        try (Input input = Input.open(FILE, channel, new Workspace(windowSize));
                FrameSource source = input.frames()) {
            return of(source);
        }
    }

    private static Packet packet(Frame frame) {
        byte[] octets = new byte[frame.capturedLength()];
        frame.octets().get(frame.offset(), octets);
        String hex = HexFormat.of().formatHex(octets);
        return new Packet(frame.number(), frame.timeNs(), frame.hasTime(), frame.wireLength(), hex, frame.origin());
    }
}
