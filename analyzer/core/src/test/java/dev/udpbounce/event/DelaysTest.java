// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DelaysTest {
    private static final int MANY = 100_000;

    private static Delays of(OctetBudget budget, int count) {
        Delays delays = new Delays(budget);
        for (int i = 1; i <= count; i++) {
            delays.add(i * 1000L);
        }
        return delays;
    }

    @Test
    void quantilesAreExactForFew() {
        Delays delays = of(new OctetBudget(1 << 20), 128);

        assertThat(delays.median()).isEqualTo(64_000);
        assertThat(delays.p99()).isEqualTo(127_000);
    }

    @Test
    void quantilesAreWithinOnePercentForMany() {
        Delays delays = of(new OctetBudget(1 << 20), MANY);

        assertThat(delays.count()).isEqualTo(MANY);
        assertThat(delays.median()).isBetween(49_500_000L, 50_500_000L);
        assertThat(delays.p99()).isBetween(98_000_000L, 100_000_000L);
    }

    @Test
    void withoutRoomTheyAreThoseOfASample() {
        OctetBudget budget = new OctetBudget(1000);
        Delays delays = of(budget, MANY);

        assertThat(budget.left()).isBetween(0L, 1000L);
        assertThat(delays.count()).isEqualTo(MANY);
        assertThat(delays.min()).isEqualTo(1000);
        assertThat(delays.max()).isEqualTo(MANY * 1000L);
        assertThat(delays.median()).isBetween(25_000_000L, 75_000_000L);
        assertThat(delays.p99()).isGreaterThan(75_000_000L);
    }

    @Test
    void whatIsSealedGivesItsRoomBackAndTellsTheSame() {
        OctetBudget budget = new OctetBudget(1 << 20);
        Delays delays = of(budget, 1000);
        long median = delays.median();
        long p99 = delays.p99();
        assertThat(budget.left()).isLessThan((1 << 20) - (1 << 16));

        assertThat(delays.seal().median()).isEqualTo(median);
        assertThat(delays.p99()).isEqualTo(p99);
        assertThat(delays.count()).isEqualTo(1000);
        assertThat(budget.left()).isEqualTo(1 << 20);
    }

    @Test
    void aBudgetIsNeverOverdrawn() {
        OctetBudget budget = new OctetBudget(1 << 17);
        Delays[] all = new Delays[100];
        for (int i = 0; i < all.length; i++) {
            all[i] = of(budget, 300);
        }
        assertThat(budget.left()).isNotNegative();
        for (Delays each : all) {
            each.seal();
        }
        assertThat(budget.left()).isEqualTo(1 << 17);
    }
}
