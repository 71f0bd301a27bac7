// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packets;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingErrorsTest {
    private static final int MOST = 256;

    private record Expected(long frame, int port, long firstLater, long deadlineNs) {}

    private final WaitingErrors waiting = new WaitingErrors();
    private final Deque<Expected> model = new ArrayDeque<>();

    /** The copies stay what they were, although frame and error are used again. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreeWithAQueueOnRandomCalls(long seed) {
        Random random = new Random(seed);
        Decoder decoder = new Decoder();
        Frame frame = new Frame();
        Origin origin = new Origin(0, null, null, LinkType.RAW, 0, 9);
        for (int i = 1; i <= 5_000; i++) {
            if (!model.isEmpty() && (waiting.isFull() || random.nextInt(300) < 140)) {
                assertThat(expected(waiting.oldest())).isEqualTo(model.getFirst());
                assertThat(expected(waiting.removeOldest())).isEqualTo(model.removeFirst());
            } else {
                int port = random.nextInt(1 << 16);
                long timeNs = random.nextInt();
                boolean forCause = random.nextBoolean();
                byte[] octets = Packets.portUnreachable(Packets.udp4("10.0.0.1", 5, "10.0.0.2", port))
                        .bytes();
                frame.wrap(ByteBuffer.wrap(octets), 0, octets.length, octets.length, timeNs, i, origin);
                long firstLater = random.nextInt(1_000);
                decoder.decode(frame, new Adding(frame, firstLater, forCause));
                model.add(new Expected(i, port, firstLater, timeNs + (forCause ? WaitingErrors.WAIT_NS : 0)));
            }
            assertThat(waiting.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(waiting.isFull()).isEqualTo(model.size() == MOST);
        }
    }

    private static Expected expected(WaitingErrors.Waiting error) {
        return new Expected(
                error.frame().number(),
                error.error().quote().destinationPort(),
                error.firstLater(),
                error.deadlineNs());
    }

    private final class Adding implements PacketHandler {
        private final Frame frame;
        private final long firstLater;
        private final boolean forCause;

        Adding(Frame frame, long firstLater, boolean forCause) {
            this.frame = frame;
            this.firstLater = firstLater;
            this.forCause = forCause;
        }

        @Override
        public void onDatagram(Datagram datagram) {
            throw new AssertionError("no datagram was forged");
        }

        @Override
        public void onIcmpError(IcmpError error) {
            waiting.add(error, frame, 7, firstLater, forCause);
        }
    }
}
