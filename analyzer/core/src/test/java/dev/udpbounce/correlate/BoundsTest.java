// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.UsedHeap;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Send;
import dev.udpbounce.fixtures.Packets;
import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Waiting datagrams take no more than the memory that they are given, and evicted ones are counted. */
class BoundsTest {
    private static final int SOURCE_PORT = 20;
    private static final int SOURCE_ADDRESS = 12;
    private static final int DESTINATION_ADDRESS = 16;
    /** Offset of the quote in an ICMP error. */
    private static final int QUOTE = 28;

    private static final long MEMORY = 64L << 20;

    private final Frame frame = new Frame();
    private final Decoder decoder = new Decoder();
    private final Origin origin = new Origin(0, "flood", null, 101, 0, 9);
    private final ByteBuffer octets = ByteBuffer.wrap(
            Packets.udp4("10.0.0.1", 1, "10.9.9.9", 53).payload("x").bytes());

    private long flood(Correlator correlator, int tuples) {
        int length = octets.capacity();
        for (int i = 0; i < tuples; i++) {
            octets.putInt(SOURCE_ADDRESS, 0x0a000000 + (i >>> 15));
            octets.putShort(SOURCE_PORT, (short) (i & 0x7fff));
            frame.wrap(octets, 0, length, length, i, i + 1, origin);
            correlator.at(frame);
            decoder.decode(frame, correlator);
        }
        return tuples;
    }

    @Test
    void evictsMillionsOfDistinctTuplesExactlyWithinItsMemory() {
        evictsExactlyWithinItsMemory(3_000_000);
    }

    @Test
    @Tag("long")
    void evictsTwentyMillionDistinctTuplesExactlyWithinItsMemory() {
        evictsExactlyWithinItsMemory(20_000_000);
    }

    private void evictsExactlyWithinItsMemory(int tuples) {
        Lab silent = new Lab();
        Correlator correlator =
                new Correlator(new CorrelationSettings(Long.MAX_VALUE, MEMORY, Follow.BOUNCED, 1), silent);
        long before = UsedHeap.octets();

        long sent = flood(correlator, tuples);

        Counts counts = correlator.counts();
        assertThat(UsedHeap.octets() - before).isLessThan(MEMORY + (4 << 20));
        assertThat(counts.sends()).isEqualTo(sent);
        assertThat(counts.expired()).isZero();
        assertThat(counts.waiting()).isBetween(MEMORY / 1024, MEMORY / 64);
        assertThat(counts.evicted()).isEqualTo(sent - counts.waiting());
        correlator.finish();
        assertThat(correlator.counts().evicted()).isEqualTo(counts.evicted());
        assertThat(correlator.counts().noErrorSeen()).isEqualTo(sent);
    }

    @Test
    void findsTheCauseOfEveryErrorThatComesBeforeItsDatagramIsEvicted() {
        Lab lab = new Lab(Long.MAX_VALUE, 1 << 20, Follow.BOUNCED);
        Random random = new Random(5);
        int sent = 60_000;
        int[] ports = new int[sent];
        for (int i = 0; i < sent; i++) {
            ports[i] = 1 + random.nextInt(65535);
            lab.see(
                    i,
                    Packets.udp4("10.0.0.1", ports[i], "10.0." + i % 200 + ".2", 53)
                            .id(1 + i % 65535));
            if (i % 10 == 9) {
                int cause = i - random.nextInt(10);
                lab.see(
                        i,
                        Packets.portUnreachable(Packets.udp4("10.0.0.1", ports[cause], "10.0." + cause % 200 + ".2", 53)
                                .id(1 + cause % 65535)));
                assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
                assertThat(lab.last().delayNs()).isEqualTo(i - cause);
            }
        }

        Counts counts = lab.finish();
        assertThat(counts.evicted()).isPositive();
        assertThat(counts.bounced())
                .isEqualTo(lab.bounces().stream()
                        .filter(bounce -> bounce.attribution().duplicateOf() == 0)
                        .count());
        assertThat(counts.noErrorSeen() + counts.bounced() + counts.suppressed())
                .isEqualTo(sent);
    }

    @Test
    void countsTheErrorsForDestinationsThatItCannotRemember() {
        Lab lab = new Lab(Long.MAX_VALUE, 1 << 20, Follow.BOUNCED);
        int sent = 20_000;
        for (int i = 0; i < sent; i++) {
            lab.bounce(i * 20_000L, Packets.udp4("10.0.0.1", 1000, "10.0." + (i >> 8) + "." + (i & 255), 53));
        }

        assertThat(lab.finish().bounced()).isEqualTo(sent);
        int remembered = lab.correlator.destinations().size();
        assertThat(remembered).isBetween(16, sent / 2);
        assertThat(lab.correlator.errorsElsewhere()).isEqualTo(sent - remembered);
    }

    @Test
    void theDelaysOfManyBusyFlowsStayWithinItsMemory() {
        long before = UsedHeap.octets();
        Correlator correlator =
                new Correlator(new CorrelationSettings(Long.MAX_VALUE, MEMORY, Follow.BOUNCED, 1), new Silent());
        Random random = new Random(7);
        int flows = 4_000;
        ByteBuffer error = ByteBuffer.wrap(Packets.portUnreachable(
                        Packets.udp4("10.0.0.1", 1, "10.9.9.9", 53).payload("x"))
                .bytes());
        long number = 0;
        long timeNs = 0;
        for (int round = 0; round < 140; round++) {
            for (int flow = 0; flow < flows; flow++) {
                octets.putShort(SOURCE_PORT, (short) flow).putInt(DESTINATION_ADDRESS, flow);
                error.putShort(QUOTE + SOURCE_PORT, (short) flow)
                        .putInt(QUOTE + DESTINATION_ADDRESS, flow)
                        .putInt(SOURCE_ADDRESS, flow);
                timeNs += 1_000_000_000_000L;
                number = feed(correlator, octets, timeNs, number);
                number = feed(correlator, error, timeNs + (1L << random.nextInt(39)), number);
            }
        }

        assertThat(correlator.counts().bounced()).isEqualTo(140L * flows);
        // Histograms for all of them would be 240 MB.
        assertThat(UsedHeap.octets() - before).isLessThan(MEMORY + (4 << 20));
        assertThat(correlator.destinations()).hasSize(flows).allSatisfy(destination -> {
            assertThat(destination.delays().count()).isEqualTo(140);
            assertThat(destination.delays().median()).isBetween(1L, 1L << 39);
        });
    }

    private long feed(Correlator correlator, ByteBuffer packet, long timeNs, long number) {
        frame.wrap(packet, 0, packet.capacity(), packet.capacity(), timeNs, number + 1, origin);
        correlator.at(frame);
        decoder.decode(frame, correlator);
        return number + 1;
    }

    @Test
    void saysOfAnErrorThatItsDatagramWasEvicted() {
        Lab lab = new Lab(Long.MAX_VALUE, 1 << 20, Follow.BOUNCED);
        int sent = 20_000;
        for (int i = 0; i < sent; i++) {
            lab.see(i, Packets.udp4("10.0.0.1", 1000, "10.0.0.2", 53).id(i).payload("n" + i));
        }
        lab.see(
                sent,
                Packets.portUnreachable(
                        Packets.udp4("10.0.0.1", 1000, "10.0.0.2", 53).id(5).payload("n5")));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);

        lab.see(sent, Packets.udp4("10.0.0.1", 7, "10.0.0.3", 53).payload("once"));
        for (int i = 0; i < sent; i++) {
            lab.see(
                    sent + i,
                    Packets.udp4("10.0.0.1", 1000, "10.0.0.2", 53).id(i).payload("n" + i));
        }
        lab.see(
                3L * sent,
                Packets.portUnreachable(
                        Packets.udp4("10.0.0.1", 7, "10.0.0.3", 53).payload("once")));
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.EVICTED);
    }

    /** A handler that ignores everything. */
    private static final class Silent implements CorrelationHandler {
        @Override
        public void onBounce(Bounce bounce) {}

        @Override
        public void onSend(Send send, Outcome outcome, long errorFrame, long replyFrame, @Nullable Origin answeredIn) {}

        @Override
        public void onFlow(FlowRecord flow) {}
    }
}
