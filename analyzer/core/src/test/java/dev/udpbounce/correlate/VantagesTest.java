// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VantagesTest {
    private static final int NONE = -1;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void areSeveralOnceASetHoldsTwo(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            Vantages vantages = new Vantages();
            Set<Long> model = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                long vantage = Vantages.of(random.nextInt(2), random.nextInt(2) - 1, random.nextInt(2));
                vantages.note(vantage);
                model.add(vantage);
                assertThat(vantages.areSeveral()).isEqualTo(model.size() > 1);
            }
        }
    }

    @Test
    void differByInterfacePacketTypeAndDepth() {
        Set<Long> all = new HashSet<>();
        for (int itsInterface = 0; itsInterface < 5; itsInterface++) {
            for (int packetType = 0; packetType < 5; packetType++) {
                for (int depth = 0; depth < 8; depth++) {
                    all.add(Vantages.of(itsInterface, packetType, depth));
                }
            }
        }
        assertThat(all).hasSize(5 * 5 * 8);
    }

    /** Without a packet type there is one interface, where a packet entering a tunnel and the one in it differ. */
    @Test
    void haveNoDepthWithoutAPacketType() {
        assertThat(Vantages.of(3, NONE, 0)).isEqualTo(Vantages.of(3, NONE, 2));
        assertThat(Vantages.of(3, NONE, 0)).isNotEqualTo(Vantages.of(3, 0, 0));
    }
}
