// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.Datagram;
import dev.udpbounce.fixtures.Packets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationIndexTest {
    private static final int CAPACITY = 5_000;
    private static final int CALLS = 25_000;

    /** The properties by which sends are indexed. */
    private record Listed(long sequence, long destination, int udpLength, int identification) {
        boolean isLike(Listed other) {
            return destination == other.destination
                    && udpLength == other.udpLength
                    && identification == other.identification;
        }
    }

    private final PendingSends sends = new PendingSends(CAPACITY, new FlowHash(2));
    private final List<Listed> live = new ArrayList<>();

    /** So few buckets that different sends share chains; half of the calls come before the index is built. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithAListOnRandomCalls(long seed) {
        Random random = new Random(seed);
        RandomDatagrams datagrams = new RandomDatagrams(random);
        DestinationIndex index = new DestinationIndex(sends, new FlowHash(3), 4);
        for (int i = 0; i < CALLS; i++) {
            if (!sends.isFull() && random.nextInt(5) < 3) {
                long sequence = append(datagrams, random);
                if (index.isBuilt()) {
                    index.add(sequence);
                }
            } else if (!live.isEmpty()) {
                sends.removeOldest();
                live.remove(0);
            }
            if (i == CALLS / 2) {
                index.build(sends.next());
            }
            if (index.isBuilt() && i % 20 == 0 && !live.isEmpty()) {
                Listed some = live.get(random.nextInt(live.size()));
                assertSame(index, some);
                assertSame(index, new Listed(0, some.destination, some.udpLength, id(random)));
            }
        }
        assertThat(sends.oldest()).isGreaterThan(SequenceRing.CHUNK_ENTRIES);
    }

    private long append(RandomDatagrams datagrams, Random random) {
        Datagram datagram = datagrams.lend(
                Packets.udp4("10.0.0.1", 1, "10.0.0.2", 2).id(id(random)).payload(new byte[random.nextInt(3)]),
                sends.next());
        long endpoint = (1L + random.nextInt(5)) << 40;
        long sequence = sends.append(datagram, datagrams.frame(), 0, 1, 0, endpoint);
        live.add(new Listed(
                sequence, PendingSends.destinationKey(endpoint), datagram.udpLength(), datagram.identification()));
        return sequence;
    }

    /** One of thirty ids, which are not spread evenly over the buckets. */
    private static int id(Random random) {
        int number = 1 + random.nextInt(30);
        return number * number * 71;
    }

    private void assertSame(DestinationIndex index, Listed asked) {
        List<Long> expected = new ArrayList<>();
        for (int i = live.size() - 1; i >= 0; i--) {
            if (live.get(i).isLike(asked)) {
                expected.add(live.get(i).sequence);
            }
        }
        List<Long> found = new ArrayList<>();
        long sequence = index.last(asked.destination, asked.udpLength, asked.identification);
        while (sequence != 0) {
            found.add(sequence);
            sequence = index.previous(sequence, asked.destination, asked.udpLength, asked.identification);
        }
        assertThat(found).isEqualTo(expected);
    }
}
