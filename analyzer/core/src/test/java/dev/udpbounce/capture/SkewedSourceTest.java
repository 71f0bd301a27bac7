// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.PcapngForge;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A skew moves the frames of batches as it moves single ones. */
class SkewedSourceTest {
    private record Seen(long timeNs, boolean hasTime, long number, String octets) {}

    @ParameterizedTest
    @ValueSource(longs = {1, -1, 1_000_000_000, -Frame.MOST_NS, Frame.MOST_NS, Long.MAX_VALUE, Long.MIN_VALUE})
    void movesTheFramesOfBatchesAsSingleOnes(long skewNs) throws Exception {
        PcapngForge forge = PcapngForge.littleEndian().iface(LinkType.RAW, 0);
        for (int i = 0; i < 1000; i++) {
            long timeUs = i % 7 == 0 ? Frame.MOST_NS / 1000 - i : i % 11 == 0 ? 0 : 1_600_000_000_000_000L + i;
            forge.enhanced(0, timeUs, new byte[] {(byte) i, 2, 3});
        }
        byte[] capture = forge.bytes();

        List<Seen> single = new ArrayList<>();
        Frame frame = new Frame();
        FrameSource one = source(capture, skewNs);
        while (one.next(frame)) {
            single.add(seen(frame));
        }
        List<Seen> batches = new ArrayList<>();
        FrameBatch batch = new FrameBatch();
        FrameSource many = source(capture, skewNs);
        while (many.nextBatch(batch, 100)) {
            assertThat(batch.size() == 1 || batch.hasTimes()).isTrue();
            for (int i = 0; i < batch.size(); i++) {
                batch.frame(i, frame);
                assertThat(frame.timeNs()).isEqualTo(batch.timesNs()[i]);
                batches.add(seen(frame));
            }
        }

        assertThat(single).hasSize(1000);
        assertThat(batches).isEqualTo(single);
        assertThat(many.nextBatch(batch, 100)).isFalse();
    }

    private static FrameSource source(byte[] capture, long skewNs) throws UnreadableException {
        Input input =
                Input.open("some", Channels.newChannel(new ByteArrayInputStream(capture)), new Workspace(1 << 12));
        return SkewedSource.of(input.frames(), skewNs);
    }

    private static Seen seen(Frame frame) {
        byte[] octets = new byte[frame.capturedLength()];
        frame.octets().get(frame.offset(), octets);
        return new Seen(frame.timeNs(), frame.hasTime(), frame.number(), Arrays.toString(octets));
    }
}
