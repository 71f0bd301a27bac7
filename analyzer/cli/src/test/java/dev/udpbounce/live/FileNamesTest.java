// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FileNamesTest {
    private static final Instant NOW = Instant.parse("2026-03-09T07:05:01Z");

    @Test
    void filesBySizeAreNumberedFromTheSecondOn() {
        FileNames names = new FileNames("a.pcapng", false, 0, ZoneOffset.UTC);

        assertThat(names.next(NOW)).isEqualTo("a.pcapng");
        assertThat(names.next(NOW)).isEqualTo("a.pcapng1");
        assertThat(names.next(NOW)).isEqualTo("a.pcapng2");
    }

    @Test
    void aLimitedNumberOfFilesIsWrittenInTurnWithNumbersOfOneWidth() {
        FileNames names = new FileNames("a", false, 11, ZoneOffset.UTC);

        assertThat(names.next(NOW)).isEqualTo("a00");
        for (int i = 1; i < 10; i++) {
            names.next(NOW);
        }
        assertThat(names.next(NOW)).isEqualTo("a10");
        assertThat(names.next(NOW)).isEqualTo("a00");
    }

    @Test
    void aTimeIsPutIntoTheName() {
        FileNames names = new FileNames("%Y-%m-%dT%H.%M.%S 100%% %s %F %T", true, 0, ZoneOffset.UTC);

        assertThat(names.next(NOW)).isEqualTo("2026-03-09T07.05.01 100% 1773039901 2026-03-09 07:05:01");
    }

    @Test
    void aNameThatTheTimeDoesNotChangeGetsANumberSoThatNoFileIsOverwritten() {
        FileNames names = new FileNames("%H", true, 0, ZoneOffset.UTC);

        assertThat(names.next(NOW)).isEqualTo("07");
        assertThat(names.next(NOW)).isEqualTo("071");
        assertThat(names.next(NOW)).isEqualTo("072");
        assertThat(names.next(NOW.plusSeconds(3600))).isEqualTo("08");
    }

    @Test
    void conversionsThatAreNotKnownAreFound() {
        assertThat(FileNames.unknownConversion("a%Y%%b")).isEmpty();
        assertThat(FileNames.unknownConversion("a%Qb")).isEqualTo("%Q");
        assertThat(FileNames.unknownConversion("a%")).isEqualTo("%");
    }
}
