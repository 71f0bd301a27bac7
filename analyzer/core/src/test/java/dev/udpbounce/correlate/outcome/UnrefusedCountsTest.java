// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.DestinationRecord.Sends;
import dev.udpbounce.event.OctetBudget;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnrefusedCountsTest {
    private static final int PLACES = 1 << 10;
    private static final int FEW = 1 << 7;

    private final FlowHash hash = new FlowHash(1);

    private long key(int port) {
        return PendingSends.destinationKey(hash.endpoint4(1, port));
    }

    private static Sends counted(UnrefusedCounts counts, long key) {
        Destination destination =
                new Destination(new IpAddress(4, 0, 1), 1, new ClosedIntervals(), new OctetBudget(Long.MAX_VALUE));
        counts.moveTo(destination, key);
        return destination.record(0, 0).sends();
    }

    /** So few destinations that each has a place. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countWhatAMapCounts(long seed) {
        Random random = new Random(seed);
        UnrefusedCounts counts = new UnrefusedCounts(PLACES);
        Map<Integer, Long> sends = new HashMap<>();
        Map<Integer, Long> answered = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int port = random.nextInt(FEW);
            if (random.nextBoolean()) {
                counts.sent(key(port));
                sends.merge(port, 1L, Long::sum);
            } else {
                long answers = random.nextInt(3);
                counts.heard(key(port), answers);
                long most = sends.getOrDefault(port, 0L);
                answered.put(port, Math.min(most, answered.getOrDefault(port, 0L) + answers));
            }
        }

        assertThat(counts.forgotten()).isZero();
        for (int port = 0; port < 2 * FEW; port++) {
            Sends expected = new Sends(sends.getOrDefault(port, 0L), 0, answered.getOrDefault(port, 0L), 0);
            assertThat(counted(counts, key(port))).isEqualTo(expected);
        }
    }

    @Test
    void growWithoutForgetting() {
        UnrefusedCounts counts = new UnrefusedCounts(1 << 16);
        int many = 1 << 13;
        for (int round = 0; round < 3; round++) {
            for (int port = 0; port < many; port++) {
                counts.sent(key(port));
            }
        }

        long complete = IntStream.range(0, many)
                .filter(port -> counted(counts, key(port)).count() == 3)
                .count();
        assertThat(complete).isEqualTo(many);
        assertThat(counts.forgotten()).isZero();
    }

    @Test
    void forgetThoseThatAreSeldomSeenFirstAndCountThem() {
        UnrefusedCounts counts = new UnrefusedCounts(PLACES);
        counts.sent(key(1));
        int many = 5_000;
        for (int port = 2; port < many; port++) {
            counts.sent(key(port));
            counts.sent(key(0));
        }

        assertThat(counted(counts, key(0)).count()).isEqualTo(many - 2);
        assertThat(counted(counts, key(many - 1)).count()).isEqualTo(1);
        int left = 0;
        for (int port = 2; port < many; port++) {
            left += (int) counted(counts, key(port)).count();
        }
        assertThat(counts.forgotten())
                .isEqualTo(many - 2 - left + 1 - counted(counts, key(1)).count());
    }
}
