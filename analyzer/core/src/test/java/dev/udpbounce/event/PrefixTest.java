// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTest {
    private static Prefix of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        return Prefix.of(ByteBuffer.wrap(octets), 0, octets.length);
    }

    @ParameterizedTest
    @CsvSource({
        "123, 123, true",
        "123, 124, false",
        "'', 124, true",
        "12345678, 123456789, true",
        "123456789, 123456780, false",
        "1234567890123456, 12345678901234567, true",
        "1234567890123456, 1234567890123450, false",
        "1, 2, false"
    })
    void agreesWithWhatCanBeItsBeginning(String one, String other, boolean agrees) {
        assertThat(of(one).agrees(of(other))).isEqualTo(agrees);
        assertThat(of(other).agrees(of(one))).isEqualTo(agrees);
    }
}
