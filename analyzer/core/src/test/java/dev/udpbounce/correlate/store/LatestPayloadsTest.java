// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatestPayloadsTest {
    private static final int STEPS = 64;
    private static final int KEPT = 128;

    private final LatestPayloads latest = new LatestPayloads(new FlowHash(3), 64);

    @Test
    void agreesWithAListOfEachFlowOnRandomSends() {
        Random random = new Random(4);
        List<List<Long>> model = new ArrayList<>();
        for (int flow = 0; flow < 20; flow++) {
            model.add(new ArrayList<>());
        }
        for (int i = 0; i < 100_000; i++) {
            int flow = random.nextInt(20);
            List<Long> sent = model.get(flow);
            sent.add((long) random.nextInt(200) << 40);
            latest.add(flow / 2 + 1, flow % 2, sent.size(), sent.get(sent.size() - 1));

            int asked = random.nextInt(20);
            List<Long> all = model.get(asked);
            if (!all.isEmpty()) {
                int ordinal = Math.max(1, all.size() - random.nextInt(KEPT));
                long payload = all.get(ordinal - 1);
                int from = Math.max(0, ordinal - 1 - STEPS);
                boolean isKept = all.size() - (from + 1) < KEPT;
                assertThat(latest.mayRepeat(asked / 2 + 1, asked % 2, ordinal, payload, STEPS))
                        .isEqualTo(!isKept || all.subList(from, ordinal - 1).contains(payload));
            }
        }
    }

    @Test
    void rulesNothingOutBeforeTheFirstSendItKnows() {
        for (int ordinal = 100; ordinal < 200; ordinal++) {
            latest.add(1, 0, ordinal, (long) ordinal << 40);
        }

        assertThat(latest.mayRepeat(1, 0, 163, 163L << 40, STEPS)).isTrue();
        assertThat(latest.mayRepeat(1, 0, 164, 164L << 40, STEPS)).isFalse();
        assertThat(latest.mayRepeat(1, 1, 164, 164L << 40, STEPS)).isTrue();
    }

    @Test
    void beginsAnewAfterAGap() {
        latest.add(1, 0, 1, 1L << 40);
        latest.add(1, 0, 3, 3L << 40);
        latest.add(1, 0, 4, 4L << 40);

        assertThat(latest.mayRepeat(1, 0, 4, 4L << 40, STEPS)).isTrue();
        assertThat(latest.mayRepeat(1, 0, 4, 4L << 40, 1)).isFalse();
    }

    @Test
    void forgetsAllFlowsWhenThereAreTooMany() {
        for (int flow = 1; flow <= 100; flow++) {
            latest.add(flow, 0, 1, 7L << 40);
            latest.add(flow, 0, 2, 8L << 40);
        }

        assertThat(latest.mayRepeat(1, 0, 2, 8L << 40, STEPS)).isTrue();
        assertThat(latest.mayRepeat(100, 0, 2, 8L << 40, STEPS)).isFalse();
    }
}
