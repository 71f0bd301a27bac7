// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowTableTest {
    private static final int PLACES = 1 << 11;

    /** One direction of a flow in the model. */
    private static final class Direction {
        int sends;
        long startNs;
        long endNs;
        /** Sends since the last one of the other direction. */
        int run;

        int last;
        int answeredThrough;
        int suppressed;
        int sums;
        boolean indexed;
        boolean indexedByHeaders;
    }

    private FlowTable table = new FlowTable(PLACES, false);
    private final Map<Long, Direction[]> model = new HashMap<>();
    private final List<Long> keys = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true", "4, true"})
    void agreesWithAMapOnRandomCalls(long seed, boolean counting) {
        table = new FlowTable(PLACES, counting);
        assertThat(table.isCounting()).isEqualTo(counting);
        Random random = new Random(seed);
        for (int i = 0; i < 60_000; i++) {
            if (table.isFull() || random.nextInt(5_000) == 0) {
                assertThat(table.size()).isLessThanOrEqualTo(table.limit());
                sweep();
            }
            boolean isNew = keys.isEmpty() || random.nextInt(10) == 0;
            long key = isNew ? random.nextLong() : keys.get(random.nextInt(keys.size()));
            int slot = table.find(key);
            assertThat(slot >= 0).isEqualTo(model.containsKey(key));
            if (slot < 0) {
                slot = table.insert(key, slot);
                keys.add(key);
            }
            Direction[] known =
                    model.computeIfAbsent(key, unused -> new Direction[] {new Direction(), new Direction()});
            int direction = random.nextInt(2);
            change(slot, direction, known, random);
            assertSame(slot, 0, known[0]);
            assertSame(slot, 1, known[1]);
        }
        assertSame();
    }

    private void change(int slot, int direction, Direction[] both, Random random) {
        Direction known = both[direction];
        int kind = random.nextInt(6);
        if (kind < 2) {
            long timeNs = random.nextLong() >> 1;
            known.startNs = known.sends == 0 ? timeNs : known.startNs;
            known.endNs = timeNs;
            known.run++;
            both[1 - direction].run = 0;
            if (table.isCounting() && random.nextBoolean()) {
                table.count(slot, direction, timeNs);
                known.sends++;
                return;
            }
            long sequence = random.nextLong() >>> 8;
            known.last = (int) sequence;
            assertThat(table.append(slot, direction, sequence, timeNs << 1)).isEqualTo(++known.sends);
        } else if (kind == 2) {
            table.answerAll(slot, direction);
            known.answeredThrough = known.sends;
        } else if (kind == 3) {
            table.addSuppressed(slot, direction, 1);
            known.suppressed++;
        } else if (known.sums == 0) {
            known.sums = 1 + random.nextInt((1 << 27) - 1);
            table.setSums(slot, direction, known.sums);
        } else if (!known.indexed) {
            known.indexed = true;
            table.setIndexed(slot, direction);
        } else {
            known.indexedByHeaders = true;
            table.setIndexedByHeaders(slot, direction);
        }
    }

    private void sweep() {
        table.sweep(slot -> table.sends(slot, 0) % 3 != 0);
        model.values().removeIf(flow -> flow[0].sends % 3 == 0);
        keys.retainAll(model.keySet());
        assertSame();
    }

    private void assertSame() {
        assertThat(table.size()).isEqualTo(model.size());
        int flows = 0;
        for (int slot = table.first(); slot >= 0; slot = table.after(slot)) {
            Direction[] known = Objects.requireNonNull(model.get(table.key(slot)));
            assertSame(slot, 0, known[0]);
            assertSame(slot, 1, known[1]);
            flows++;
        }
        assertThat(flows).isEqualTo(model.size());
    }

    private void assertSame(int slot, int direction, Direction known) {
        assertThat(table.sends(slot, direction)).isEqualTo(known.sends);
        assertThat(table.startNs(slot, direction)).isEqualTo(known.startNs);
        assertThat(table.last(slot, direction)).isEqualTo(known.last);
        assertThat(table.hasSingle(slot, direction)).isEqualTo(known.run == 1);
        if (table.isCounting()) {
            assertThat(table.endNs(slot, direction)).isEqualTo(known.endNs);
        }
        assertThat(table.answeredThrough(slot, direction)).isEqualTo(known.answeredThrough);
        assertThat(table.suppressed(slot, direction)).isEqualTo(known.suppressed);
        assertThat(table.sums(slot, direction)).isEqualTo(known.sums);
        assertThat(table.isIndexed(slot, direction)).isEqualTo(known.indexed);
        assertThat(table.isIndexedByHeaders(slot, direction)).isEqualTo(known.indexedByHeaders);
    }
}
