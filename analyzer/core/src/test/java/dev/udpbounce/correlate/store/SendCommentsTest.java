// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendCommentsTest {
    private static final String COMMENT = "x".repeat(1024);

    @Test
    void keepsAsManyAsThereIsRoomForAndCountsTheOthers() {
        SendComments comments = new SendComments(1 << 16);
        for (int sequence = 1; sequence <= 100; sequence++) {
            comments.add(sequence, COMMENT);
        }

        long kept = 100 - comments.forgotten();
        assertThat(kept).isBetween(20L, 32L);
        assertThat(comments.of(kept)).isEqualTo(COMMENT);
        assertThat(comments.of(kept + 1)).isNull();
    }

    @Test
    void aSendThatLeavesMakesRoom() {
        SendComments comments = new SendComments(1 << 16);
        for (int sequence = 1; sequence <= 100_000; sequence++) {
            comments.add(sequence, COMMENT);
            comments.remove(sequence - 5);
        }

        assertThat(comments.forgotten()).isZero();
        assertThat(comments.of(100_000)).isEqualTo(COMMENT);
        assertThat(comments.of(99_995)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreeWithAMapOnRandomCalls(long seed) {
        Random random = new Random(seed);
        SendComments comments = new SendComments(1 << 14);
        Map<Long, String> model = new HashMap<>();
        long oldest = 1;
        long forgotten = 0;
        for (long sequence = 1; sequence <= 20_000; sequence++) {
            if (random.nextInt(3) > 0) {
                String comment = "x".repeat(random.nextInt(300)) + sequence;
                comments.add(sequence, comment);
                boolean isKept = comments.of(sequence) != null;
                model.put(sequence, comment);
                if (!isKept) {
                    model.remove(sequence);
                    forgotten++;
                }
                int octets = model.values().stream()
                        .mapToInt(each -> 128 + 2 * each.length())
                        .sum();
                // A dropped comment would have exceeded the limit.
                assertThat(octets + (isKept ? 0 : 128 + 2 * comment.length()) <= 1 << 14)
                        .isEqualTo(isKept);
            }
            while (oldest <= sequence && random.nextInt(5) > 2) {
                comments.remove(oldest);
                model.remove(oldest++);
            }
            long asked = oldest + random.nextInt(20);
            assertThat(comments.of(asked)).isEqualTo(model.get(asked));
        }
        assertThat(comments.forgotten()).isEqualTo(forgotten).isPositive();
    }

    @Test
    void mostSendsHaveNone() {
        SendComments comments = new SendComments(1 << 16);
        comments.remove(7);

        assertThat(comments.of(7)).isNull();
    }
}
