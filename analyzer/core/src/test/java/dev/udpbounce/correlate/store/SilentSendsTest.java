// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilentSendsTest {
    private static final long EXPIRE_NS = 1000;

    private record Known(int flow, int direction, long timeNs, int destination) {}

    private final FlowTable flows = new FlowTable(1 << 10, true);

    /** Capacities that hold all sends that have not expired, and one that does not. */
    @ParameterizedTest
    @CsvSource({"1, 4096", "2, 4096", "3, 1024"})
    void agreeWithAListOnRandomCalls(long seed, int capacity) {
        SilentSends silent = new SilentSends(flows, capacity, EXPIRE_NS);
        Random random = new Random(seed);
        List<Known> model = new ArrayList<>();
        long timeNs = 5000;
        int answered = 0;
        for (int i = 0; i < 50_000; i++) {
            timeNs += random.nextInt(1000) == 0 ? 700 : random.nextInt(2);
            int flow = 1 + random.nextInt(40);
            int direction = random.nextInt(2);
            if (random.nextInt(30) > 0) {
                silent.add(slot(flow), direction, timeNs, i);
                model.add(new Known(flow, direction, timeNs, i));
            } else {
                List<Integer> given = new ArrayList<>();
                silent.answer(slot(flow), direction, timeNs, (slot, way, destination) -> {
                    assertThat(slot).isEqualTo(slot(flow));
                    assertThat(way).isEqualTo(direction);
                    given.add(0, destination);
                });
                assertThat(given).isEqualTo(answered(model, capacity, flow, direction, timeNs));
                answered += given.size();
                model.replaceAll(known -> known.flow == flow && known.direction == direction
                        ? new Known(0, 0, known.timeNs, known.destination)
                        : known);
            }
        }
        assertThat(answered).isPositive();
    }

    private int slot(int flow) {
        long key = (long) flow << 32 | 1;
        int slot = flows.find(key);
        return slot < 0 ? flows.insert(key, slot) : slot;
    }

    private static List<Integer> answered(List<Known> model, int capacity, int flow, int direction, long timeNs) {
        return model.subList(Math.max(0, model.size() - capacity), model.size()).stream()
                .filter(known -> known.flow == flow && known.direction == direction)
                .filter(known -> timeNs - known.timeNs < EXPIRE_NS)
                .map(Known::destination)
                .toList();
    }
}
