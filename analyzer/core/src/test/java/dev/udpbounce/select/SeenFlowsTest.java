// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenFlowsTest {
    private static final Packet SEEN = Packets.udp4("10.0.0.1", 40000, "10.0.0.2", 53);
    private static final Packet OTHER = Packets.udp4("10.0.0.1", 40000, "10.0.0.2", 54);
    private static final Packet BACK = Packets.udp4("10.0.0.2", 53, "10.0.0.1", 40000);

    private final SeenFlows flows = new SeenFlows(7);

    private void see(Packet packet) {
        Asked.lend(packet, datagram -> assertThat(flows.takesDatagram(datagram)).isTrue());
    }

    private boolean takesErrorAbout(Packet packet) {
        boolean[] takes = new boolean[1];
        Asked.lend(packet, quote -> takes[0] = flows.takesErrorAbout(quote));
        return takes[0];
    }

    @Test
    void anErrorIsTakenWhoseFlowWasSeen() {
        see(SEEN);

        assertThat(takesErrorAbout(SEEN)).isTrue();
    }

    @Test
    void anErrorOfAnotherFlowIsNot() {
        see(SEEN);

        assertThat(takesErrorAbout(OTHER)).isFalse();
        assertThat(takesErrorAbout(BACK)).isFalse();
    }

    @Test
    void toAskAboutAnErrorRemembersNothing() {
        assertThat(takesErrorAbout(SEEN)).isFalse();
        assertThat(takesErrorAbout(SEEN)).isFalse();
    }

    @Test
    void theFlowsSeenLastAreRemembered() {
        for (int port = 0; port < 60_000; port++) {
            see(Packets.udp4("10.0.0.1", port, "10.0.0.2", 53));
        }
        see(SEEN);

        assertThat(takesErrorAbout(SEEN)).isTrue();
    }

    /** Few flows are all remembered, each in its direction. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreeWithASetOnRandomFlows(long seed) {
        Random random = new Random(seed);
        Set<String> model = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            String source = "10.0.0." + (1 + random.nextInt(5));
            String destination = "10.0.0." + (1 + random.nextInt(5));
            int port = random.nextInt(40);
            Packet packet = Packets.udp4(source, port, destination, 53);
            String name = source + " " + port + " " + destination;
            if (random.nextInt(8) == 0) {
                see(packet);
                model.add(name);
            }
            assertThat(takesErrorAbout(packet)).as(name).isEqualTo(model.contains(name));
        }
    }
}
