// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import org.junit.jupiter.api.Test;

class BouncesOfPacketsTest {
    private static final long NOW = 1_600_000_000_000_000_000L;

    private final BouncesOfPackets program = new BouncesOfPackets();

    private static UdpForge datagram(int id) {
        return Packets.udp4("192.0.2.1", 40_000, "192.0.2.2", 53).id(id).payload("query");
    }

    @Test
    void namesThePacketThatBounced() {
        program.packet(NOW, datagram(1).ethernet());
        program.packet(NOW + 1_000, datagram(2).ethernet());
        program.packet(NOW + 14_000, Packets.portUnreachable(datagram(2)).ethernet());

        assertThat(program.bounces()).containsExactly("port unreachable from 192.0.2.2 about packet 2 after 13000 ns");
    }

    /** A better cause may come a moment after the error. */
    @Test
    void givesAnErrorUpOnceTimeHasPassed() {
        program.packet(NOW, Packets.portUnreachable(datagram(1)).ethernet());
        assertThat(program.bounces()).isEmpty();

        program.noPacketUntil(NOW + 20_000_000);

        assertThat(program.bounces()).containsExactly("port unreachable from 192.0.2.2");
    }
}
