// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.render.Samples;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8BufferTest {
    private final Utf8Buffer out = new Utf8Buffer(1);

    private String written() {
        return new String(out.octets(), 0, out.length(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, 99, 100, -1000, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersAreDecimal(long value) {
        out.number(value);

        assertThat(written()).isEqualTo(Long.toString(value));
    }

    @Test
    void numbersOfAnyLengthAreDecimal() {
        Random random = new Random(9);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() >> random.nextInt(Long.SIZE);
            out.number(value);
            out.ascii(' ');
            expected.append(value).append(' ');
        }

        assertThat(written()).isEqualTo(expected.toString());
    }

    @Test
    void addressesAreWrittenInTheirTextForm() {
        for (int i = 0; i < 5000; i++) {
            out.address(Samples.CLIENT6);
            out.ascii(',');
        }

        assertThat(written()).isEqualTo("2001:db8:1:2:3:4:5:6,".repeat(5000));
    }
}
