// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossTimesTest {
    private final LossTimes losses = new LossTimes(100);

    @Test
    void nothingIsReportedBeforeTheStart() {
        assertThat(losses.touch(99, 200)).isTrue();
        assertThat(losses.touch(100, 200)).isFalse();
    }

    @Test
    void onlyTheTimesOfALossAreTouched() {
        losses.add(1000, 1100);
        losses.add(1050, 1200);
        losses.add(2000, 2100);

        assertThat(losses.touch(900, 999)).isFalse();
        assertThat(losses.touch(900, 1000)).isTrue();
        assertThat(losses.touch(1150, 1160)).isTrue();
        assertThat(losses.touch(1200, 1300)).isTrue();
        assertThat(losses.touch(1201, 1999)).isFalse();
        assertThat(losses.touch(500, 3000)).isTrue();
        assertThat(losses.touch(2101, 3000)).isFalse();
    }

    @Test
    void ofManyLossesTheEarliestAreKeptAsOneTime() {
        for (long i = 1; i <= 300; i++) {
            losses.add(1000 * i, 1000 * i + 10);
        }

        assertThat(losses.touch(1500, 1600)).isTrue();
        assertThat(losses.touch(299_500, 299_600)).isFalse();
        assertThat(losses.touch(300_000, 300_001)).isTrue();
    }

    @Test
    void everythingUntilATimeMayBeLost() {
        losses.add(1000, 1100);
        losses.addAllUntil(5000);

        assertThat(losses.touch(4999, 5000)).isTrue();
        assertThat(losses.touch(5000, 6000)).isFalse();
    }
}
