// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class QuantitiesTest {
    private final Quantities.DurationConverter durations = new Quantities.DurationConverter();
    private final Quantities.SizeConverter sizes = new Quantities.SizeConverter();

    @ParameterizedTest
    @CsvSource({
        "1ns, 1",
        "250us, 250000",
        "1ms, 1000000",
        "500ms, 500000000",
        "10s, 10000000000",
        "2m, 120000000000",
        "1h, 3600000000000",
        "400d, 34560000000000000",
        "106751d, 9223286400000000000"
    })
    void readsADurationInNanoseconds(String text, long ns) {
        assertThat(durations.convert(text)).isEqualTo(ns);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "ms", "-1s", "1.5s", "1 s", "5S", "5sec", "1w", "٣s", "0x1s"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> durations.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text
                        + "' is not a duration: a whole number followed by ns, us, ms, s, m, h or d, such as 500ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"106752d", "9223372036855ms00s", "99999999999999999999999s"})
    void refusesADurationBeyondTheClock(String text) {
        assertThatThrownBy(() -> durations.convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "65536, 65536", "64k, 65536", "64K, 65536", "128m, 134217728", "2G, 2147483648"})
    void readsASizeInOctets(String text, long octets) {
        assertThat(sizes.convert(text)).isEqualTo(octets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1.5g", "1t", "12mb", "1 k"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> sizes.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text
                        + "' is not a size: a whole number of bytes, or one followed by k, m or g, such as 128m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8589934592g", "99999999999999999999"})
    void refusesASizeThatNoMachineHas(String text) {
        assertThatThrownBy(() -> sizes.convert(text)).hasMessage("'" + text + "' is more than 8589934591g");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "000d"})
    void refusesNoDuration(String text) {
        assertThatThrownBy(() -> durations.convert(text))
                .hasMessage("'" + text + "' is nothing; it must be more than 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0g"})
    void refusesNoSize(String text) {
        assertThatThrownBy(() -> sizes.convert(text)).hasMessage("'" + text + "' is nothing; it must be more than 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1k", "1.5"})
    void refusesWhatIsNoCount(String text) {
        assertThatThrownBy(() -> new Quantities.CountConverter().convert(text))
                .hasMessage("'" + text + "' is not a whole number from 1 on");
    }

    @Test
    void readsACount() {
        assertThat(new Quantities.CountConverter().convert("9223372036854775807"))
                .isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> new Quantities.CountConverter().convert("9223372036854775808"))
                .hasMessage("'9223372036854775808' is more than 9223372036854775807");
    }
}
