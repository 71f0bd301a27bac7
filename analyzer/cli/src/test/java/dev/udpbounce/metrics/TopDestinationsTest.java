// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopDestinationsTest {
    private final List<String> left = new ArrayList<>();
    private final TopDestinations top = new TopDestinations(2, left::add);

    private void count(String destination, int times) {
        for (int i = 0; i < times; i++) {
            top.count(destination);
        }
    }

    @Test
    void theFirstDestinationsHaveTheirNames() {
        assertThat(top.count("a")).isEqualTo("a");
        assertThat(top.count("b")).isEqualTo("b");
        assertThat(top.count("a")).isEqualTo("a");
        assertThat(top.count("c")).isEqualTo("other");
        assertThat(left).isEmpty();
    }

    @Test
    void oneWithTwiceAsManyErrorsTakesThePlaceOfTheLeast() {
        count("a", 5);
        count("b", 10);
        count("c", 9);
        assertThat(left).isEmpty();
        assertThat(top.count("c")).isEqualTo("c");
        assertThat(left).containsExactly("a");
        assertThat(top.count("a")).isEqualTo("other");
        assertThat(top.count("b")).isEqualTo("b");
    }

    @Test
    void oneThatHadToGoComesBackWithWhatItHad() {
        count("a", 5);
        count("b", 30);
        count("c", 10);
        assertThat(left).containsExactly("a");
        count("a", 14);
        assertThat(left).containsExactly("a");
        assertThat(top.count("a")).isEqualTo("a");
        assertThat(left).containsExactly("a", "c");
    }

    @Test
    void manyDestinationsOfOneErrorEachPushNobodyOut() {
        count("a", 1);
        count("b", 1);
        for (int i = 0; i < 100_000; i++) {
            assertThat(top.count("flood" + i)).isEqualTo("other");
        }
        assertThat(left).isEmpty();
        assertThat(top.count("a")).isEqualTo("a");
    }
}
