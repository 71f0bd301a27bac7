// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosedIntervalsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int EVENTS = 40;

    /** Random errors and datagrams in order of time, compared with the rule applied to a list of all of them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void holdToTheRule(int seed) {
        Random random = new Random(seed);
        ClosedIntervals intervals = new ClosedIntervals();
        intervals.add();
        int other = intervals.add();
        int port = intervals.add();
        List<Long> errors = new ArrayList<>();
        List<Long> heard = new ArrayList<>();
        long timeNs = 0;
        for (int i = 0; i < EVENTS; i++) {
            timeNs += 1 + random.nextInt(3) * 25L * SECOND + random.nextInt(1000);
            // Fewer than the intervals that are remembered.
            if (random.nextInt(4) > 0) {
                errors.add(timeNs);
                intervals.closedAt(port, timeNs);
            } else {
                heard.add(timeNs);
                intervals.heardAt(port, timeNs);
            }
        }
        int explained = 0;
        for (long sentNs = 0; sentNs < timeNs + 100 * SECOND; sentNs += SECOND / 2 + random.nextInt(1000)) {
            boolean explains = explains(errors, heard, sentNs);
            assertThat(intervals.explainSilence(port, sentNs))
                    .as("at %d", sentNs)
                    .isEqualTo(explains);
            explained += explains ? 1 : 0;
            assertThat(intervals.explainSilence(other, sentNs)).isFalse();
        }
        assertThat(explained).isPositive();
    }

    private static boolean explains(List<Long> errors, List<Long> heard, long sentNs) {
        return errors.stream()
                .anyMatch(errorNs -> errorNs < sentNs
                        && sentNs <= errorNs + 60 * SECOND
                        && heard.stream().noneMatch(heardNs -> errorNs <= heardNs && heardNs <= sentNs));
    }
}
