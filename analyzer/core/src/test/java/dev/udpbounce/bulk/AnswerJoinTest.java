// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers counted in parts are those of the whole. */
class AnswerJoinTest {
    private record Placed(int part, int round, AnswerSegment segment) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void countsInPartsWhatTheWholeHas(long seed) {
        Random random = new Random(seed);
        AnswerCounter whole = new AnswerCounter(1 << 16);
        List<Placed> segments = new ArrayList<>();
        long answered = 0;
        for (int part = 0; part < 20; part++) {
            int index = part;
            AnswerRuns runs = new AnswerRuns((round, segment) -> segments.add(new Placed(index, round, segment)));
            int count = random.nextInt(200);
            for (int i = 0; i < count; i++) {
                long flow = 1L + random.nextInt(30);
                int direction = random.nextInt(4) == 0 ? 1 : 0;
                whole.add(flow << 40, direction);
                runs.add(flow << 40, direction);
                if (random.nextInt(50) == 0) {
                    runs.flush();
                }
            }
            runs.flush();
            answered += runs.answered();
        }
        Collections.shuffle(segments, random);
        segments.sort(Comparator.comparingInt(Placed::part).thenComparingInt(Placed::round));
        AnswerJoin join = new AnswerJoin();
        segments.forEach(placed -> join.add(placed.segment()));

        assertThat(answered).isLessThan(whole.answered());
        assertThat(answered + join.answered()).isEqualTo(whole.answered());
    }
}
