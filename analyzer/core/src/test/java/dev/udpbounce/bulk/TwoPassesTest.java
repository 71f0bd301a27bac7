// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.CorrelationSettings;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.correlate.Lab;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two passes give the same results as one. */
class TwoPassesTest {
    private static final int PACKETS = 4000;
    private static final Origin ORIGIN = new Origin(0, "random", null, 101, 0, 9);

    private record Seen(long timeNs, Packet packet, boolean hasTime) {
        Seen(long timeNs, Packet packet) {
            this(timeNs, packet, true);
        }
    }

    private static List<Seen> traffic(Random random) {
        List<Seen> traffic = new ArrayList<>();
        List<UdpForge> recent = new ArrayList<>();
        long timeNs = 1_000_000_000_000L;
        for (int i = 0; i < PACKETS; i++) {
            timeNs += random.nextInt(100) == 0 ? 40 * Lab.SECOND : random.nextInt(1_000_000);
            String client = "10.0.0." + (1 + random.nextInt(3));
            String server = "10.1.0." + (1 + random.nextInt(5));
            int port = 53 + random.nextInt(4);
            int kind = random.nextInt(10);
            if (kind < 6) {
                UdpForge sent = Packets.udp4(client, 4000 + random.nextInt(3), server, port)
                        .id(random.nextInt(4))
                        .payload("payload " + random.nextInt(4));
                recent.add(sent);
                traffic.add(new Seen(timeNs, sent));
            } else if (kind < 8 || recent.isEmpty()) {
                traffic.add(new Seen(
                        timeNs,
                        Packets.udp4(server, port, client, 4000 + random.nextInt(3))
                                .payload("reply")));
            } else {
                UdpForge cause = recent.get(Math.max(0, recent.size() - 1 - random.nextInt(50)));
                int code = random.nextInt(5) == 0 ? 13 : 3;
                if (random.nextInt(4) == 0) {
                    traffic.add(new Seen(timeNs, notTranslatedBack(random, cause, code)));
                    continue;
                }
                IcmpForge error = Packets.error(cause.destination(), cause, 3, code);
                traffic.add(new Seen(timeNs, random.nextBoolean() ? error : error.quoteMinimal(cause)));
            }
        }
        return traffic;
    }

    /** An error that quotes the outer address of a NAT, and possibly another port. */
    private static Packet notTranslatedBack(Random random, UdpForge cause, int code) {
        UdpForge quoted = Packets.udp4(
                        "203.0.113.1", 4000 + random.nextInt(5), cause.destination(), 53 + random.nextInt(4))
                .id(random.nextInt(4))
                .payload("payload " + random.nextInt(4));
        return Packets.icmp4(/* source= */ cause.destination(), /* destination= */ cause.source(), 3, code)
                .quote(quoted);
    }

    private static void feed(List<Seen> traffic, Decoder decoder, Consumer<Frame> at, PacketHandler handler) {
        Frame frame = new Frame();
        long number = 0;
        for (Seen seen : traffic) {
            byte[] octets = seen.packet.bytes();
            frame.wrap(ByteBuffer.wrap(octets), 0, octets.length, octets.length, seen.timeNs, ++number, ORIGIN);
            if (!seen.hasTime) {
                frame.forgetTime();
            }
            at.accept(frame);
            decoder.decode(frame, handler);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sayTheSameOfRandomTraffic(long seed) {
        compare(traffic(new Random(seed)), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void sayTheSameWhereSomeTimesAreNotKnown(long seed) {
        Random random = new Random(seed);
        List<Seen> traffic = traffic(random).stream()
                .map(seen -> new Seen(seen.timeNs, seen.packet, random.nextInt(3) > 0))
                .toList();
        compare(traffic, seed);
    }

    private static void compare(List<Seen> traffic, long seed) {
        CorrelationSettings settings = new CorrelationSettings(60 * Lab.SECOND, Lab.MEMORY, Follow.BOUNCED, seed);
        Lab once = new Lab();
        Correlator single = new Correlator(settings, once);
        feed(traffic, new Decoder(), single::at, single);
        single.finish();

        FirstPass first = new FirstPass(seed);
        feed(traffic, Decoder.errorsOnly(), first::at, first);
        first.finish();
        Lab twice = new Lab();
        Correlator correlator = new Correlator(settings, twice);
        SecondPass second = new SecondPass(correlator, first, true);
        feed(traffic, new Decoder(), correlator::at, second);
        correlator.finish();

        assertThat(twice.bounces()).isEqualTo(once.bounces());
        assertThat(once.bounces()).anyMatch(Bounce::isTranslated);
        assertThat(twice.verdicts).isEqualTo(once.verdicts);
        assertThat(second.counts()).isEqualTo(single.counts());
        assertThat(single.counts().suppressed()).isPositive();
        assertThat(single.counts().answered()).isPositive();
        assertThat(single.counts().expired()).isPositive();
        assertThat(correlator.destinations()).usingRecursiveComparison().isEqualTo(single.destinations());
    }
}
