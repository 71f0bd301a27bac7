// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SetBackTest {
    private static final long SECOND = 1_000_000_000;

    private final SetBack clock = new SetBack(1_500_000_000 * SECOND, 7 * SECOND);

    @Test
    void aClockThatGoesOnWasNotSetBack() {
        assertThat(clock.since(1_500_000_000 * SECOND, 7 * SECOND)).isFalse();
        assertThat(clock.since(1_500_000_010 * SECOND, 17 * SECOND)).isFalse();
        assertThat(clock.since(1_500_000_010 * SECOND, 17 * SECOND + 1_000_000))
                .as("read later")
                .isFalse();
    }

    @Test
    void everyStepBackIsNoticedOnce() {
        assertThat(clock.since(1_499_999_990 * SECOND, 8 * SECOND)).isTrue();
        assertThat(clock.since(1_499_999_991 * SECOND, 9 * SECOND)).isFalse();
        assertThat(clock.since(1_499_999_990 * SECOND, 9 * SECOND)).isTrue();
    }

    @Test
    void aStepForwardIsNoneBack() {
        assertThat(clock.since(1_600_000_000 * SECOND, 8 * SECOND)).isFalse();
        assertThat(clock.since(1_600_000_001 * SECOND, 9 * SECOND)).isFalse();
    }
}
