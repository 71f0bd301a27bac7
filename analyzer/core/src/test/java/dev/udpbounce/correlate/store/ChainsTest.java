// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.Datagram;
import dev.udpbounce.fixtures.Packets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainsTest {
    private static final int CAPACITY = 800;

    /** A flow in one direction. */
    private record Way(long flow, int direction) {}

    private final PendingSends sends = new PendingSends(CAPACITY, new FlowHash(4));
    private final FlowTable flows = new FlowTable(1 << 10, false);
    private final Chains chains = new Chains(sends, flows);
    /** The sends of each flow direction; those from {@link PendingSends#oldest} on are live. */
    private final Map<Way, List<Long>> model = new HashMap<>();

    private final List<Way> appended = new ArrayList<>();

    /** Flows without waiting sends end now and then, which changes slots. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreeWithListsOnRandomCalls(long seed) {
        Random random = new Random(seed);
        RandomDatagrams datagrams = new RandomDatagrams(random);
        for (int i = 0; i < 6_000; i++) {
            int kind = random.nextInt(8);
            if (kind < 3 && !sends.isFull()) {
                append(datagrams, random);
            } else if (kind < 6 && chains.unlinked() < sends.next()) {
                link();
            } else if (kind == 6 && sends.oldest() < chains.unlinked()) {
                sends.removeOldest();
            } else if (random.nextInt(100) == 0) {
                sweep();
            }
            assertSame(new Way(key(random), random.nextInt(2)));
        }
        assertThat(sends.oldest()).isGreaterThan(500);
    }

    private static long key(Random random) {
        return (random.nextBoolean() ? 1L : 1L + random.nextInt(40)) << 32;
    }

    private void append(RandomDatagrams datagrams, Random random) {
        Way way = new Way(key(random), random.nextInt(2));
        Datagram datagram = datagrams.lend(Packets.udp4("10.0.0.1", 1, "10.0.0.2", 2), sends.next());
        sends.append(datagram, datagrams.frame(), 0, way.flow, way.direction, 1);
        appended.add(way);
    }

    private void link() {
        long sequence = chains.unlinked();
        Way way = appended.get((int) sequence - 1);
        int slot = flows.find(way.flow);
        chains.link(slot < 0 ? flows.insert(way.flow, slot) : slot);
        List<Long> chain = model.computeIfAbsent(way, unused -> new ArrayList<>());
        chain.add(sequence);
        assertThat(chains.unlinked()).isEqualTo(sequence + 1);
        assertThat(sends.ordinal(sequence)).isEqualTo(chain.size());
        long before = chain.size() < 2 ? 0 : chain.get(chain.size() - 2);
        long between = model.getOrDefault(new Way(way.flow, 1 - way.direction), List.of()).stream()
                .filter(other -> other > before)
                .count();
        assertThat(sends.followsQuery(sequence)).isEqualTo(between == 1);
    }

    private void sweep() {
        flows.sweep(slot -> chains.last(slot, 0) != 0 || chains.last(slot, 1) != 0);
        model.keySet()
                .removeIf(way -> live(way).isEmpty()
                        && live(new Way(way.flow, 1 - way.direction)).isEmpty());
    }

    private List<Long> live(Way way) {
        return model.getOrDefault(way, List.of()).stream()
                .filter(sequence -> sequence >= sends.oldest())
                .toList();
    }

    private void assertSame(Way way) {
        int slot = flows.find(way.flow);
        List<Long> live = live(way);
        if (slot < 0) {
            assertThat(live).isEmpty();
            return;
        }
        assertThat(chains.all(slot, way.direction))
                .containsExactly(live.stream().mapToLong(Long::longValue).toArray());
        assertThat(chains.last(slot, way.direction)).isEqualTo(live.isEmpty() ? 0 : live.get(live.size() - 1));
        for (int i = 0; i < live.size(); i++) {
            assertThat(chains.previous(live.get(i))).isEqualTo(i == 0 ? 0 : live.get(i - 1));
        }
    }
}
