// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.Places;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.BounceRecord.Attribution;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecentErrorsTest {
    private static final int KEPT = 1024;
    private static final int NONE = -1;

    /** An error that is no repetition, with the vantages at which it was seen. */
    private record Known(int port, long timeNs, long cause, Set<Integer> seenAt) {}

    private final FlowHash hash = new FlowHash(5);
    private final RecentErrors recent = new RecentErrors(hash, new Places(hash));
    private final List<Known> model = new ArrayList<>();
    private final Set<Integer> vantages = new HashSet<>();

    /** At one vantage nothing is a repetition; at several, the oldest of the latest errors that was not seen there. */
    @ParameterizedTest
    @CsvSource({"1, 3, 4, 100", "2, 1, 4, 100", "3, 2, 2000, 1", "4, 4, 1, 400"})
    void agreeWithAListOnRandomErrors(long seed, int places, int ports, int stepMs) {
        Random random = new Random(seed);
        Decoder decoder = new Decoder();
        Frame frame = new Frame();
        long timeNs = 0;
        int repetitions = 0;
        for (int i = 1; i <= 4_000; i++) {
            timeNs += random.nextInt(stepMs * 2) * 1_000_000L;
            int port = random.nextInt(ports);
            int place = random.nextInt(places);
            byte[] octets = Packets.portUnreachable(Packets.udp4("10.0.0.1", 5, "10.0.0.2", port))
                    .bytes();
            Origin origin = new Origin(place, null, null, LinkType.RAW, place, 9);
            frame.wrap(ByteBuffer.wrap(octets), 0, octets.length, octets.length, timeNs, i, origin);
            Asking asking = new Asking(frame, i);
            decoder.decode(frame, asking);

            long expected = expected(port, place, timeNs, i);
            assertThat(asking.cause).as("error %d", i).isEqualTo(expected);
            repetitions += expected == NONE ? 0 : 1;
        }
        assertThat(repetitions > 0).isEqualTo(places > 1);
    }

    private long expected(int port, int place, long timeNs, int number) {
        vantages.add(place);
        if (vantages.size() > 1) {
            for (Known known : model.subList(Math.max(0, model.size() - KEPT), model.size())) {
                boolean isNear = timeNs - known.timeNs <= Sightings.REACH_NS;
                if (known.port == port && isNear && known.seenAt.add(place)) {
                    return known.cause;
                }
            }
        }
        model.add(new Known(port, timeNs, number, new HashSet<>(Set.of(place))));
        return NONE;
    }

    /** Asks whether an error is a repetition, of which cause, and adds it otherwise. */
    private final class Asking implements PacketHandler {
        private final Frame frame;
        private final int number;
        private long cause = NONE;

        Asking(Frame frame, int number) {
            this.frame = frame;
            this.number = number;
        }

        @Override
        public void onDatagram(Datagram datagram) {
            throw new AssertionError("no datagram was forged");
        }

        @Override
        public void onIcmpError(IcmpError error) {
            Datagram quote = error.quote();
            long flow = hash.flow(hash.source(quote), hash.destination(quote));
            int slot = recent.seenBefore(error, frame, flow, false);
            if (slot >= 0) {
                cause = recent.cause(slot);
                assertThat(recent.bounce(slot).sighting().frame()).isEqualTo(cause);
                return;
            }
            BounceRecord bounce =
                    BounceRecords.of(error, frame, BounceRecords.flow(quote), Attribution.orphan(OrphanReason.UNSEEN));
            recent.add(error, frame, flow, bounce, number);
        }
    }
}
