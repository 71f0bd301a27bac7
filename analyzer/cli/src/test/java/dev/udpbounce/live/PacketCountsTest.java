// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacketCountsTest {
    private final PacketCounts counts = new PacketCounts();

    @Test
    void countsGoOnWhereThirtyTwoBitsWrap() {
        counts.begin(0xffff_fff0L, 0xffff_ffffL, 0);
        counts.add(0x10, 1, 0);
        counts.add(0x0f, 1, 0);

        assertThat(counts.received()).isEqualTo(0x20 + 0xffff_ffffL);
        assertThat(counts.dropped()).isEqualTo(2);
    }

    @Test
    void whatCameBeforeTheCountsBeganIsLeftOut() {
        counts.begin(100, 10, 1);
        counts.add(150, 15, 3);

        assertThat(counts.received()).isEqualTo(50);
        assertThat(counts.dropped()).isEqualTo(5);
        assertThat(counts.droppedByInterface()).isEqualTo(2);
    }

    @Test
    void everythingHasArrivedThatWasReceivedAndNotDropped() {
        counts.begin(0, 0, 0);
        counts.add(100, 20, 0);

        assertThat(counts.allArrived(79, 0)).isFalse();
        assertThat(counts.allArrived(80, 0)).isTrue();
    }

    @Test
    void packetsThatTheKernelSeesTwiceAreLostOnlyOnce() {
        counts.begin(0, 0, 0);
        counts.add(2000, 901, 0);

        assertThat(counts.lost(550, 550, true)).isEqualTo(450);
        assertThat(counts.lost(550, 550, false)).isEqualTo(451);
    }

    @Test
    void packetsThatWereNotReadBeforeTheEndAreLostToo() {
        counts.begin(0, 0, 0);
        counts.add(1000, 100, 0);

        assertThat(counts.lost(700, 0, true)).isEqualTo(300);
        assertThat(counts.lost(700, 0, false)).isEqualTo(100);
    }

    @Test
    void whereSomeAreSeenTwiceTheLossIsShared() {
        counts.begin(0, 0, 0);
        counts.add(600, 300, 0);

        assertThat(counts.lost(200, 100, true)).isEqualTo(200);
    }

    @Test
    void nothingIsLostWhereNothingWasDropped() {
        counts.begin(0, 0, 0);
        counts.add(300, 0, 0);

        assertThat(counts.lost(150, 150, true)).isZero();
        assertThat(counts.lost(200, 100, true)).isZero();
    }

    @Test
    void whatLoopbackDropsOnTheWayIsSeenOnceAndNotLostHere() {
        counts.begin(0, 0, 7);
        counts.add(2100, 300, 107);

        assertThat(counts.allArrived(849, 849)).isFalse();
        assertThat(counts.allArrived(850, 850)).isTrue();
        assertThat(counts.lost(850, 850, true)).isEqualTo(150);
        assertThat(counts.droppedByInterface()).isEqualTo(100);
    }
}
