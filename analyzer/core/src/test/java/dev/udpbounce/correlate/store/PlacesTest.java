// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.IpPacket;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final int SLL2 = 276;

    private final Places places = new Places(new FlowHash(7));

    private static Origin origin(int id, int vantage) {
        return new Origin(id, vantage, "file" + id, null, SLL2, 0, 9, null);
    }

    /** A place and an interface in the model. */
    private record Place(int origin, int index) {}

    @Test
    void agreesWithAMapOnRandomPlaces() {
        Map<Place, Integer> numbers = new HashMap<>();
        Map<Place, Integer> interfaces = new HashMap<>();
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            int vantage = random.nextInt(20);
            int id = vantage + 20 * random.nextInt(3);
            int index = random.nextInt(4) == 0 ? IpPacket.ABSENT : random.nextInt(30);
            int number = places.of(origin(id, vantage), index);

            assertThat(numbers.computeIfAbsent(new Place(id, index), place -> numbers.size()))
                    .isEqualTo(number);
            int itsInterface = places.interfaceOf(number);
            assertThat(interfaces.computeIfAbsent(new Place(vantage, index), place -> number))
                    .isEqualTo(itsInterface);
            assertThat(places.origin(number).id()).isEqualTo(id);
        }
    }

    @Test
    void staysBoundedWhateverIndicesCome() {
        Origin one = origin(0, 0);
        int most = 0;
        for (int index = 0; index < 1 << 20; index++) {
            most = Math.max(most, places.of(one, index * 7919));
        }
        assertThat(most).isLessThan(10_000);
        assertThat(places.origin(most).id()).isZero();
    }
}
