// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.decode.Datagram;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PendingSendsTest {
    private static final int CAPACITY = 5 * SequenceRing.CHUNK_ENTRIES / 2;
    private static final int CALLS = 50_000;

    /** The properties of an appended send in the model. */
    private record Given(
            long frame,
            long timeNs,
            int place,
            long flow,
            int direction,
            long destination,
            int udpLength,
            int identification,
            int checksum,
            int ttl,
            int depth,
            int vlan,
            int packetType,
            int flowLabel,
            int digested,
            long payload,
            long prefixes,
            boolean isFragment,
            boolean isToItself) {}

    /** The properties of a send that are set later. */
    private static final class Noted {
        boolean linked;
        long previous;
        int ordinal;
        long answer;
        boolean bounced;
        boolean indexed;
        boolean indexedByHeaders;
        boolean guessed;
    }

    private final FlowHash hash = new FlowHash(9);
    private final PendingSends sends = new PendingSends(CAPACITY, hash);
    private final List<Given> given = new ArrayList<>();
    private final List<Noted> noted = new ArrayList<>();
    private int gone;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void agreeWithAListOnRandomCalls(long seed) {
        Random random = new Random(seed);
        RandomDatagrams datagrams = new RandomDatagrams(random);
        for (int i = 0; i < CALLS; i++) {
            assertThat(sends.isFull()).isEqualTo(given.size() - gone == CAPACITY);
            boolean grows = i / 16_000 % 2 == 0 ? random.nextInt(4) > 0 : random.nextInt(3) == 0;
            if (!sends.isFull() && grows) {
                append(datagrams.any(), datagrams.frame(), random);
            } else if (sends.size() > 0) {
                sends.removeOldest();
                gone++;
            }
            assertThat(sends.oldest()).isEqualTo(gone + 1);
            assertThat(sends.next()).isEqualTo(given.size() + 1);
            assertThat(sends.size()).isEqualTo(given.size() - gone);
            if (sends.size() > 0) {
                note(gone + 1 + random.nextInt(sends.size()), random);
                assertSame(gone + 1 + random.nextInt(sends.size()));
            }
            assertLives(Math.max(1, gone - 5 + random.nextInt(20)));
        }
        for (long sequence = sends.oldest(); sequence < sends.next(); sequence++) {
            assertSame(sequence);
        }
        assertThat(gone).isGreaterThan(SequenceRing.CHUNK_ENTRIES);
    }

    private void append(Datagram datagram, Frame frame, Random random) {
        Given send = new Given(
                frame.number(),
                frame.timeNs(),
                random.nextInt(1 << 28),
                random.nextLong(),
                random.nextInt(2),
                random.nextLong(),
                datagram.udpLength(),
                datagram.identification(),
                datagram.checksum(),
                datagram.ttl(),
                datagram.depth(),
                datagram.vlan(),
                datagram.packetType(),
                Math.max(0, datagram.flowLabel()),
                Math.min(FlowHash.DIGEST_OCTETS, datagram.payloadPresent()),
                hash.payload(datagram),
                hash.prefixes(datagram),
                datagram.fragment(),
                datagram.isToItself());
        long sequence = sends.append(datagram, frame, send.place, send.flow, send.direction, send.destination);
        given.add(send);
        noted.add(new Noted());
        assertThat(sequence).isEqualTo(given.size());
        assertSame(sequence);
    }

    private void note(long sequence, Random random) {
        Noted known = noted.get((int) sequence - 1);
        switch (random.nextInt(6)) {
            case 0 -> {
                known.previous = random.nextInt((int) sequence);
                known.ordinal = random.nextInt();
                known.linked = true;
                sends.link(sequence, known.previous, known.ordinal, false);
            }
            case 1 -> {
                known.answer = random.nextLong() >>> 28;
                sends.setAnswer(sequence, known.answer);
            }
            case 2 -> {
                known.bounced = true;
                sends.setBounced(sequence);
            }
            case 3 -> {
                known.indexed = true;
                sends.setIndexed(sequence);
            }
            case 4 -> {
                known.indexedByHeaders = true;
                sends.setIndexedByHeaders(sequence);
            }
            default -> {
                known.guessed = random.nextBoolean();
                sends.setGuessed(sequence, known.guessed);
            }
        }
        assertSame(sequence);
    }

    private void assertLives(long sequence) {
        boolean isLive = sequence > gone && sequence <= given.size();
        assertThat(sends.isLive(sequence)).isEqualTo(isLive);
        assertThat(sends.live((int) sequence)).isEqualTo(isLive ? sequence : 0);
    }

    private void assertSame(long sequence) {
        Given send = given.get((int) sequence - 1);
        Given kept = new Given(
                sends.frame(sequence),
                sends.timeNs(sequence),
                sends.place(sequence),
                sends.flow(sequence),
                sends.direction(sequence),
                send.destination,
                sends.udpLength(sequence),
                sends.identification(sequence),
                sends.checksum(sequence),
                sends.ttl(sequence),
                sends.depth(sequence),
                sends.vlan(sequence),
                sends.packetType(sequence),
                sends.flowLabel(sequence),
                sends.digested(sequence),
                sends.payload(sequence),
                sends.prefixes(sequence),
                sends.isFragment(sequence),
                sends.isLocal(sequence));
        assertThat(kept).isEqualTo(send);
        assertThat(sends.destination(sequence)).isEqualTo(PendingSends.destinationKey(send.destination));
        Noted known = noted.get((int) sequence - 1);
        if (known.linked) {
            assertThat(sends.previous(sequence)).isEqualTo(known.previous > gone ? known.previous : 0);
            assertThat(sends.ordinal(sequence)).isEqualTo(known.ordinal);
        }
        assertThat(sends.answer(sequence)).isEqualTo(known.answer);
        assertThat(sends.isBounced(sequence)).isEqualTo(known.bounced);
        assertThat(sends.isIndexed(sequence)).isEqualTo(known.indexed);
        assertThat(sends.isIndexedByHeaders(sequence)).isEqualTo(known.indexedByHeaders);
        assertThat(sends.isGuessed(sequence)).isEqualTo(known.guessed);
    }
}
