// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 ns",
        "1, 1 ns",
        "999, 999 ns",
        "1000, 1 µs",
        "13000, 13 µs",
        "13042, 13 µs",
        "14200, 14.2 µs",
        "1014, 1.01 µs",
        "9994, 9.99 µs",
        "9996, 10 µs",
        "99960, 100 µs",
        "999499, 999 µs",
        "999600, 1 ms",
        "3070000000, 3.07 s",
        "119400000000, 119 s",
        "119600000000, 1.99 min",
        "7200000000000, 2 h",
        "172800000000000, 2 d",
        "34560000000000000, 400 d",
        "-3000, -3 µs",
        "-9223372036854775808, -106752 d"
    })
    void hasThreeSignificantDigitsAndAUnit(long ns, String text) {
        assertThat(Durations.text(ns, Glyphs.UNICODE)).isEqualTo(text);
    }

    @Test
    void microsecondsAreSpelledInAsciiWhereNothingElseCanBeShown() {
        assertThat(Durations.text(13_000, Glyphs.ASCII)).isEqualTo("13 us");
    }
}
