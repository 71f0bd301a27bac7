// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static dev.udpbounce.correlate.Lab.MILLISECOND;
import static dev.udpbounce.correlate.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A correlator whose packets and time come only from its caller. */
class PacketFeedTest {
    private static final long START = 1_600_000_000_000_000_000L;
    private static final long EXPIRY = 5 * SECOND;

    private final Lab answers = new Lab();
    private final Correlator correlator =
            new Correlator(new CorrelationSettings(EXPIRY, Lab.MEMORY, Follow.BOUNCED, 1), answers);
    private final PacketFeed feed = new PacketFeed(correlator, LinkType.RAW);

    private static UdpForge datagram(int id) {
        return Packets.udp4("10.0.0.1", 40_000 + id % 10, "10.0.0.2", 9).id(id).payload("x" + id);
    }

    @Test
    void takesPacketsFromTheMiddleOfABuffer() {
        byte[] sent = datagram(1).bytes();
        byte[] error = Packets.portUnreachable(datagram(1)).bytes();
        ByteBuffer octets =
                ByteBuffer.allocate(7 + sent.length + error.length).put(7, sent).put(7 + sent.length, error);

        assertThat(feed.packet(START, octets, 7, sent.length)).isEqualTo(1);
        assertThat(feed.packet(START + 1, octets, 7 + sent.length, error.length))
                .isEqualTo(2);

        assertThat(answers.last().attribution().match()).isEqualTo(Match.EXACT);
        assertThat(Lab.cause(answers.last())).isEqualTo(1);
        assertThat(answers.last().sighting().frame()).isEqualTo(2);
    }

    @Test
    void countsWhatItCannotRead() {
        feed.packet(START, datagram(1).cutTo(12).bytes());
        feed.packet(START, datagram(2).bytes());

        assertThat(feed.counts().malformed()).hasSize(1);
        assertThat(correlator.counts().sends()).isOne();
    }

    @Test
    void whatHasBouncedIsNoLongerOpenButWaits() {
        feed.packet(START, datagram(1).bytes());
        feed.packet(START + 1, datagram(2).bytes());
        feed.packet(START + 2, datagram(3).bytes());
        feed.packet(START + 3, Packets.portUnreachable(datagram(2)).bytes());
        assertThat(correlator.oldestOpenNs()).isEqualTo(START);

        feed.packet(START + 4, Packets.portUnreachable(datagram(1)).bytes());
        assertThat(correlator.oldestOpenNs()).isEqualTo(START + 2);

        feed.packet(START + 5, Packets.portUnreachable(datagram(3)).bytes());
        assertThat(correlator.oldestOpenNs()).isEqualTo(START + 5);
        assertThat(correlator.oldestNs()).isEqualTo(START);
        assertThat(correlator.counts().waiting()).isEqualTo(3);
    }

    @Test
    void knowsWhenTheCaptureBeganFromItsCaller() {
        correlator.startAt(START - 100 * SECOND);
        feed.packet(START, Packets.portUnreachable(datagram(1)).bytes());
        correlator.finish();

        assertThat(answers.last().attribution().orphanReason()).isEqualTo(OrphanReason.UNSEEN);
    }

    /** A caller that calls at each deadline ends when there is none, and misses nothing. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void hasSomethingToDoAtEveryDeadline(long seed) {
        Random random = new Random(seed);
        long nowNs = START;
        int calls = 0;
        for (int i = 0; i < 2_000; i++) {
            nowNs += random.nextInt(20) == 0 ? SECOND : random.nextInt((int) (4 * MILLISECOND));
            while (correlator.nextDeadlineNs() <= nowNs) {
                long deadlineNs = correlator.nextDeadlineNs();
                correlator.expireBefore(deadlineNs);
                assertThat(correlator.nextDeadlineNs()).isGreaterThan(deadlineNs);
                calls++;
            }
            UdpForge datagram = datagram(i - random.nextInt(3));
            feed.packet(
                    nowNs,
                    random.nextInt(3) > 0
                            ? datagram.bytes()
                            : Packets.portUnreachable(datagram).bytes());
        }
        long lastNs = nowNs + EXPIRY;
        while (correlator.nextDeadlineNs() != Correlator.NO_DEADLINE) {
            assertThat(correlator.nextDeadlineNs()).isBetween(nowNs, lastNs);
            correlator.expireBefore(correlator.nextDeadlineNs());
            calls++;
        }
        assertThat(calls).isGreaterThan(200);
        assertThat(correlator.counts().waiting()).isZero();
        assertThat(correlator.oldestNs()).isEqualTo(lastNs);
    }
}
