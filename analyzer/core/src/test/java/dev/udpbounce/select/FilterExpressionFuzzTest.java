// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Packets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterExpressionFuzzTest {
    private static final String[] PIECES = {
        "host",
        "net",
        "port",
        "portrange",
        "src",
        "dst",
        "udp",
        "ip",
        "ip6",
        "and",
        "or",
        "not",
        "&&",
        "||",
        "!",
        "(",
        ")",
        "/",
        "mask",
        "10.0.0.1",
        "10.0",
        "10",
        "53",
        "1-9",
        "2001:db8::",
        "::",
        "/8",
        "255.0.0.0",
        "tcp",
        "[",
        "=",
        "-",
        ".",
        ":",
        "\u0000",
        "\u001b",
        "\ud800",
        "\u0661",
        "\uff11",
        "99999999999999999999",
        "::1.2.3.4",
        "&",
        "|"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void endsInASelectionOrARefusal(long seed) {
        Random random = new Random(seed);
        int selections = 0;
        int refusals = 0;
        for (int i = 0; i < 10_000; i++) {
            String expression = random.nextInt(8) == 0 ? characters(random) : pieces(random);
            try {
                FilterExpression selection = FilterExpression.parse(expression);
                Asked.lend(Packets.udp4("10.0.0.1", 53, "10.0.0.2", 5), selection::takesDatagram);
                selections++;
            } catch (FilterExpressionException e) {
                assertThat(e.position()).isBetween(1, expression.length() + 1);
                assertThat(e.getMessage()).matches("[ -~]{1,250}");
                refusals++;
            }
        }
        assertThat(selections).isGreaterThan(100);
        assertThat(refusals).isGreaterThan(3_000);
    }

    private static String pieces(Random random) {
        StringBuilder expression = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            expression.append(PIECES[random.nextInt(PIECES.length)]);
            expression.append(random.nextInt(10) == 0 ? "" : " ");
        }
        return expression.toString();
    }

    private static String characters(Random random) {
        StringBuilder expression = new StringBuilder("port 1 or ");
        for (int i = random.nextInt(12); i > 0; i--) {
            expression.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
        }
        return expression.toString();
    }
}
