// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongTableTest {
    private static final int WIDTH = 3;
    private static final int PLACES = 256;

    private final LongTable table = new LongTable(WIDTH, 8, PLACES, 5, 6);
    private final Map<Long, long[]> model = new HashMap<>();

    /** Keys whose probes start at few places, some near the end of the table, so that their runs merge and wrap. */
    private static long key(Random random) {
        int home = random.nextInt(4) == 0 ? PLACES - 1 - random.nextInt(3) : random.nextInt(1 << 20);
        return (long) home << 32 | (1 + random.nextInt(3));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithAMapOnRandomCalls(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            long key = model.isEmpty() || random.nextBoolean()
                    ? key(random)
                    : new ArrayList<>(model.keySet()).get(random.nextInt(model.size()));
            int slot = table.find(key);
            assertThat(slot >= 0).isEqualTo(model.containsKey(key));
            int kind = random.nextInt(1000);
            if (kind == 0) {
                table.clear();
                model.clear();
            } else if (kind < 10) {
                sweep(random.nextInt(4));
            } else if (slot < 0) {
                insert(key, slot);
            } else if (kind < 300) {
                table.remove(slot);
                model.remove(key);
            } else {
                change(slot, Objects.requireNonNull(model.get(key)), random);
            }
            assertThat(table.size()).isEqualTo(model.size());
            if (kind < 10 || i % 100 == 0) {
                assertSame();
            }
        }
        assertSame();
    }

    private void insert(long key, int absent) {
        assertThat(table.isFullFor(1)).isEqualTo(model.size() == table.limit());
        if (!table.isFullFor(1)) {
            int slot = table.insert(key, absent);
            assertThat(table.find(key)).isEqualTo(slot);
            model.put(key, new long[] {key, 0, 0});
        }
    }

    private void change(int slot, long[] words, Random random) {
        int word = 1 + random.nextInt(WIDTH - 1);
        long value = random.nextLong();
        switch (random.nextInt(3)) {
            case 0 -> {
                table.set(slot, word, value);
                words[word] = value;
            }
            case 1 -> {
                table.setHalf(slot, word, 0, (int) value);
                words[word] = words[word] >>> 32 << 32 | (value & 0xffffffffL);
            }
            default -> {
                table.setHalf(slot, word, 1, (int) value);
                words[word] = (words[word] & 0xffffffffL) | value << 32;
            }
        }
    }

    /** Removes the entries whose word 1 has this remainder modulo 4. */
    private void sweep(int remainder) {
        List<Long> asked = new ArrayList<>();
        table.sweep(slot -> {
            asked.add(table.key(slot));
            return Math.floorMod(table.get(slot, 1), 4) != remainder;
        });
        assertThat(asked).containsExactlyInAnyOrderElementsOf(model.keySet());
        model.values().removeIf(words -> Math.floorMod(words[1], 4) == remainder);
    }

    private void assertSame() {
        List<Long> keys = new ArrayList<>();
        for (int slot = table.first(); slot >= 0; slot = table.after(slot)) {
            keys.add(table.key(slot));
        }
        assertThat(keys).containsExactlyInAnyOrderElementsOf(model.keySet());
        model.forEach((key, words) -> {
            int slot = table.find(key);
            assertThat(slot).isNotNegative();
            for (int word = 0; word < WIDTH; word++) {
                assertThat(table.get(slot, word)).isEqualTo(words[word]);
                assertThat(table.half(slot, word, 0)).isEqualTo((int) words[word]);
                assertThat(table.half(slot, word, 1)).isEqualTo((int) (words[word] >>> 32));
            }
        });
    }

    @Test
    void takesAsManyEntriesAsItsLimitSays() {
        for (long key = 1; !table.isFullFor(1); key++) {
            table.insert(key << 32, table.find(key << 32));
        }

        assertThat(table.size()).isEqualTo(table.limit()).isEqualTo(PLACES * 6 / 8);
        assertThat(table.isFullFor(0)).isFalse();
    }
}
