// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTest {
    @ParameterizedTest
    @CsvSource({
        "'64-bit Windows 10 (22H2), build 19045', WINDOWS",
        "Linux 5.15.90.1-microsoft-standard-WSL2, LINUX",
        "Android 14, LINUX",
        "'macOS 14.1, build 23B74 (Darwin 23.1.0)', BSD",
        "'Mac OS X 10.15.7, build 19H2 (Darwin 19.6.0)', BSD",
        "Darwin 19.6.0, BSD",
        "OpenBSD 7.5, BSD"
    })
    void aSystemIsKnownByItsName(String name, Rule rule) {
        assertThat(Rule.of(name)).isEqualTo(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Solaris 11.4", "win", "AIX 7.2"})
    void anotherSystemIsNotTakenForOneOfThese(String name) {
        assertThat(Rule.of(name)).isNull();
    }
}
