// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerCounterTest {
    private static final int PLACES = 1 << 12;
    /** Capacity of a table in flows. */
    private static final int FULL = PLACES / 2;

    /** Two maps of the datagrams waiting in each direction of a flow; the young one is full at {@link #FULL} flows. */
    private static final class Model {
        private Map<Long, long[]> young = new HashMap<>();
        private Map<Long, long[]> old = new HashMap<>();
        private long answered;
        private long forgotten;

        void add(long flow, int direction) {
            if (!young.containsKey(flow)) {
                if (young.size() == FULL) {
                    forgotten += old.size();
                    old = young;
                    young = new HashMap<>();
                }
                young.put(flow, old.getOrDefault(flow, new long[2]).clone());
            }
            long[] waiting = young.get(flow);
            answered += waiting[1 - direction];
            waiting[1 - direction] = 0;
            waiting[direction]++;
        }
    }

    /** Numbers of flows that fit the tables and that overflow them. Some flows are more frequent than others. */
    @ParameterizedTest
    @CsvSource({"1, 50", "2, 2000", "3, 6000", "4, 20000", "5, 100000"})
    void agreesWithMapsOnRandomDatagrams(long seed, int flows) {
        Random random = new Random(seed);
        AnswerCounter counter = new AnswerCounter(PLACES);
        Model model = new Model();
        for (int i = 0; i < 200_000; i++) {
            long flow = (1L + random.nextInt(random.nextBoolean() ? flows : 1 + flows / 10)) * 0x9e3779b97f4a7c15L;
            int direction = random.nextInt(2);
            counter.add(flow, direction);
            model.add(flow, direction);
            if (i % 10_000 == 0) {
                assertThat(counter.answered()).isEqualTo(model.answered);
            }
        }
        assertThat(counter.answered()).isEqualTo(model.answered).isPositive();
        assertThat(model.forgotten > 0).isEqualTo(flows > 2 * FULL);
    }
}
