// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import org.junit.jupiter.api.Test;

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
}
