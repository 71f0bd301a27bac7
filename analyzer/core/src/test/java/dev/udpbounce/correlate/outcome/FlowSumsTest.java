// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.event.OctetBudget;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowSumsTest {
    private static final int MOST = 40;

    /** A flow in one direction. */
    private record Way(long flow, int direction) {}

    private final FlowTable flows = new FlowTable(1 << 10, false);
    private final FlowSums sums = new FlowSums(flows, MOST, new OctetBudget(0));
    private final Map<Way, FlowSum> model = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreeWithAMapOnRandomCalls(long seed) {
        Random random = new Random(seed);
        Set<Long> numbers = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            if (sums.areFull() || random.nextInt(200) == 0) {
                sweep(random.nextInt(4));
            }
            Way way = new Way((1L + random.nextInt(60)) << 32, random.nextInt(2));
            int slot = flows.find(way.flow);
            if (slot < 0) {
                slot = flows.insert(way.flow, slot);
            }
            FlowSum known = model.get(way);
            assertThat(sums.of(slot, way.direction)).isSameAs(known);
            if (random.nextInt(3) == 0) {
                FlowSum begun = sums.begin(slot, way.direction);
                assertThat(known == null || begun == known).isTrue();
                assertThat(numbers.add(begun.number())).isEqualTo(known == null);
                model.put(way, begun);
            }
            assertThat(sums.areFull()).isEqualTo(model.size() + 2 > MOST);
            assertThat(sums.areMany()).isEqualTo(model.size() + 1 > MOST * 3 / 4);
        }
        // The numbers define the order of the reports.
        assertThat(numbers).contains(1L, (long) numbers.size()).hasSizeGreaterThan(MOST);
    }

    private void sweep(int remainder) {
        flows.sweep(slot -> {
            long flow = flows.key(slot);
            if ((flow >>> 32) % 4 != remainder) {
                return true;
            }
            for (int direction = 0; direction < 2; direction++) {
                if (model.remove(new Way(flow, direction)) != null) {
                    sums.remove(slot, direction);
                }
            }
            return false;
        });
    }
}
