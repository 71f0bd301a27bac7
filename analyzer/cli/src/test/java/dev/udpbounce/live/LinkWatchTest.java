// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LinkWatchTest {
    private static final Instant T1 = Instant.parse("2026-01-01T00:00:01Z");
    private static final Instant T2 = Instant.parse("2026-01-01T00:00:02Z");

    private final LinkWatch watch = new LinkWatch("eth0", CapturedNetwork.open(null));

    @Test
    void aGapIsToldAtBothEndsAndKept() {
        assertThat(watch.note(true, T1)).isNull();
        assertThat(watch.note(false, T1)).contains("is down since 2026-01-01T00:00:01Z");
        assertThat(watch.note(false, T1)).isNull();
        assertThat(watch.note(true, T2)).contains("is up again");
        assertThat(watch.gaps()).containsExactly("was down from 2026-01-01T00:00:01Z to 2026-01-01T00:00:02Z");
    }

    @Test
    void aGapThatLastsToTheEndIsKeptToo() {
        watch.note(false, T1);

        assertThat(watch.gaps()).containsExactly("was down from 2026-01-01T00:00:01Z on");
    }

    @Test
    void gapsBeyondTheBoundAreCounted() {
        for (int i = 0; i < 105; i++) {
            watch.note(false, T1);
            watch.note(true, T2);
        }

        assertThat(watch.gaps()).hasSize(101).last().isEqualTo("was down 5 more times");
    }
}
