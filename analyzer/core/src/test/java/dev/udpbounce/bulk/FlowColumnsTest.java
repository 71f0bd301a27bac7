// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowColumnsTest {
    private static final Origin ETHERNET = new Origin(0, null, null, LinkType.EN10MB, 0, 9);

    /** A source of random frames: datagrams of both versions, and TCP between them. */
    private static final class RandomFrames implements FrameSource {
        private final Random random;
        private long number;

        RandomFrames(Random random) {
            this.random = random;
        }

        @Override
        public boolean next(Frame frame) {
            byte[] octets = packet().ethernet();
            frame.wrap(ByteBuffer.wrap(octets), 0, octets.length, octets.length, number, ++number, ETHERNET);
            return true;
        }

        private Packet packet() {
            int client = 1 + random.nextInt(250);
            int port = 20_000 + random.nextInt(10_000);
            return switch (random.nextInt(3)) {
                case 0 -> Packets.udp4("10.0.0." + client, port, "10.0.1." + client / 2, 40_000 - port);
                case 1 -> Packets.udp6("2001:db8::" + client, port, "2001:db8::1:" + client, port / 2 + 100);
                default -> Packets.ip4("192.0.2.1", "192.0.2.2", 6).payload(new byte[20]);
            };
        }

        @Override
        public List<CaptureReport> reports() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void holdTheHashesOfTheDecodedDatagrams(long seed) throws Exception {
        FlowHash hash = new FlowHash(seed);
        FlowColumns columns = new FlowColumns(hash);
        FirstLook firstLook = new FirstLook();
        Decoder decoder = new Decoder();
        FrameBatch batch = new FrameBatch();
        Frame frame = new Frame();
        int datagrams = 0;
        RandomFrames source = new RandomFrames(new Random(seed));
        for (int batches = 0; batches < 50; batches++) {
            assertThat(source.nextBatch(batch, FrameBatch.CAPACITY)).isTrue();
            firstLook.look(batch);
            columns.fill(batch, firstLook.kinds());
            for (int i = 0; i < batch.size(); i++) {
                byte kind = firstLook.kinds()[i];
                if (kind == FirstLook.PLAIN4 || kind == FirstLook.PLAIN6) {
                    batch.frame(i, frame);
                    Datagram datagram = kind == FirstLook.PLAIN4 ? decoder.plain4(frame) : decoder.plain6(frame);
                    long from = hash.source(datagram);
                    long to = hash.destination(datagram);
                    assertThat(columns.sources[i]).isEqualTo(from);
                    assertThat(columns.destinations[i]).isEqualTo(to);
                    assertThat(columns.flows[i]).isEqualTo(hash.flow(from, to));
                    datagrams++;
                }
            }
        }
        assertThat(datagrams).isGreaterThan(20);
    }
}
