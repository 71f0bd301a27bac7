// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.Datagram;
import dev.udpbounce.fixtures.Packets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentSendsTest {
    private static final int CAPACITY = 1 << 10;
    private static final int CALLS = 20_000;
    private static final int LENGTH = 11;

    private record Sent(long send, long payload, int id, int port) {}

    private final FlowHash hash = new FlowHash(2);
    private final PendingSends sends = new PendingSends(3_000, hash);
    private final RecentSends recent = new RecentSends(sends, hash, CAPACITY);

    /** The live sends of a list are those that were added since the last gap, as far back as the capacity reaches. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithAQueueOnRandomCalls(long seed) {
        Random random = new Random(seed);
        RandomDatagrams datagrams = new RandomDatagrams(random);
        Deque<Sent> model = new ArrayDeque<>();
        for (int i = 0; i < CALLS; i++) {
            int id = random.nextInt(5);
            int port = 1 + random.nextInt(60_000);
            Datagram datagram = datagrams.lend(
                    Packets.udp4("10.0.0.1", port, "10.0.0.2", 53).id(id).payload("abc"), i);
            long payload = hash.payload(datagram);
            if (sends.isFull()) {
                sends.removeOldest();
            }
            long send = sends.append(datagram, datagrams.frame(), 0, 1, 0, 1);
            if (random.nextInt(700) == 0) {
                model.clear();
            } else {
                recent.add(send, datagram);
                model.add(new Sent(send, payload, id, port));
            }
            while (random.nextInt(900) == 0 && sends.size() > 0) {
                sends.removeOldest();
            }
            while (!model.isEmpty() && !sends.isLive(model.peekFirst().send())) {
                model.removeFirst();
            }
            if (!model.isEmpty() && model.getLast().send() == send) {
                assertList(model, payload, random.nextInt(5));
            }
        }
        assertThat(sends.oldest()).isGreaterThan(CAPACITY);
    }

    private void assertList(Deque<Sent> model, long payload, int id) {
        long next = model.getLast().send() + 1;
        long send = recent.latest(payload, LENGTH, id);
        long[] ends = RecentSends.newEnds();
        for (Sent each : (Iterable<Sent>) model::descendingIterator) {
            if (next - each.send() >= CAPACITY) {
                break;
            }
            if (each.id() != id) {
                continue;
            }
            while (send != 0 && sends.identification(send) != id) {
                send = recent.previous(send); // of another list in the same bucket
            }
            assertThat(send).isEqualTo(each.send());
            assertThat(recent.has(send)).isTrue();
            recent.copyEnds(send, ends);
            assertThat(ends[4]).isEqualTo((long) each.port() << 16 | 53);
            send = recent.previous(send);
        }
    }
}
