// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySharesTest {
    private static final int OCTETS_OF_SUM = 100;
    private static final int WORDS_OF_LIST = 3;

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, 3 << 20, 64 << 20, 100_000_000, 1L << 30, 1L << 34})
    void takeNoMoreThanThereIs(long octets) {
        MemoryShares shares = MemoryShares.of(octets, false);

        long sends = (long) shares.sends() * PendingSends.OCTETS;
        long flows = (long) shares.flows() * FlowTable.OCTETS;
        long lists = (long) shares.flows() * WORDS_OF_LIST * Long.BYTES;
        long sightings = (long) shares.sightings() * SightingTable.OCTETS;
        assertThat(sends).isBetween(octets / 2 - PendingSends.OCTETS, octets / 2);
        assertThat(flows).isBetween(octets / 8, octets / 4);
        assertThat(sends + flows + lists).isLessThanOrEqualTo(octets);
        assertThat(sightings).isBetween(octets / 40, octets / 16);
        assertThat((long) shares.translations() * Translations.OCTETS).isBetween(octets / 40, octets / 16);
        assertThat((long) shares.recent() * RecentSends.OCTETS).isBetween(octets / 40, octets / 16);
        assertThat(Integer.bitCount(shares.translations())).isOne();
        assertThat(Integer.bitCount(shares.recent())).isOne();
        assertThat(Integer.bitCount(shares.flows())).isOne();
        assertThat(Integer.bitCount(shares.sightings())).isOne();
        assertThat(Integer.bitCount(shares.counted())).isOne();
        assertThat((long) shares.sums() * OCTETS_OF_SUM).isLessThanOrEqualTo(octets / 4);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 1 << 19})
    void areNeverLessThanACorrelationNeeds(long octets) {
        assertThat(MemoryShares.of(octets, false)).isEqualTo(MemoryShares.of(1 << 20, false));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 35, Long.MAX_VALUE})
    void areNeverMoreThanTheirTablesCanName(long octets) {
        assertThat(MemoryShares.of(octets, false)).isEqualTo(MemoryShares.of(1L << 34, false));
    }
}
