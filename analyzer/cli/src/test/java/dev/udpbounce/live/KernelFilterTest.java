// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.RawIpForge;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

class KernelFilterTest {
    @Test
    void theErrorsAreAddedToWhatTheUserSelects() {
        assertThat(KernelFilter.text("port 53 or port 54"))
                .startsWith("icmp or icmp6 or ")
                .endsWith(" or (port 53 or port 54)")
                .doesNotContain("inbound");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void tagsDoNotMatter(int tags) throws Exception {
        UdpForge wanted = Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53);
        UdpForge wanted6 = Packets.udp6("fd00::1", 4000, "fd00::2", 53);
        UdpForge other = Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 54);
        RawIpForge tcp = Packets.ip4("10.0.0.1", "10.0.0.2", 6);
        for (String expression : new String[] {null, "udp port 53", "dst port 53 and src host 10.0.0.1"}) {
            String text = KernelFilter.textBehindTags(expression);
            assertThat(lets(text, wanted, tags)).isTrue();
            assertThat(lets(text, wanted6, tags)).isEqualTo(expression == null || !expression.contains("10.0.0.1"));
            assertThat(lets(text, other, tags)).isEqualTo(expression == null);
            assertThat(lets(text, tcp, tags)).isFalse();
            assertThat(lets(text, Packets.portUnreachable(wanted), tags)).isTrue();
            assertThat(lets(text, Packets.portUnreachable(wanted6), tags)).isTrue();
        }
    }

    @Test
    void whoAsksForATagGetsThatOneAndErrorsAllTheSame() throws Exception {
        UdpForge datagram = Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53);
        String text = KernelFilter.textBehindTags("vlan 20 and udp port 53");
        assertThat(lets(text, datagram, 0)).isFalse();
        assertThat(lets(text, datagram, 1)).isTrue();
        assertThat(lets(KernelFilter.textBehindTags("vlan 21 and udp port 53"), datagram, 1))
                .isFalse();
        assertThat(lets(text, Packets.portUnreachable(datagram), 0)).isTrue();
    }

    /** Returns whether libpcap's filter passes a packet with this number of VLAN tags, the outermost with ID 20. */
    private static boolean lets(String text, Packet packet, int tags) throws Exception {
        byte[] ethernet = packet.ethernet();
        ByteBuffer tagged = ByteBuffer.allocate(ethernet.length + 4 * tags).put(ethernet, 0, 12);
        for (int i = 0; i < tags; i++) {
            tagged.putShort((short) 0x8100).putShort((short) (20 + i));
        }
        tagged.put(ethernet, 12, ethernet.length - 12);
        try (PcapHandle handle = Pcaps.openDead(DataLinkType.EN10MB, 262_144)) {
            BpfProgram program =
                    handle.compileFilter(text, BpfProgram.BpfCompileMode.NONOPTIMIZE, PcapHandle.PCAP_NETMASK_UNKNOWN);
            try {
                return program.applyFilter(tagged.array());
            } finally {
                program.free();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp port 53", "src host ::1 and udp", "udp[8] = 0x31", "less 100", "vlan and udp"})
    void whatLibpcapUnderstandsIsAccepted(String expression) {
        assertThatCode(() -> KernelFilter.check(expression, 262_144)).doesNotThrowAnyException();
        assertThatCode(() -> KernelFilter.check(KernelFilter.textBehindTags(expression), 262_144))
                .doesNotThrowAnyException();
    }

    @Test
    void theFilterForEverythingIsUnderstood() {
        assertThatCode(() -> KernelFilter.check(KernelFilter.textBehindTags(null), 262_144))
                .doesNotThrowAnyException();
    }

    @Test
    void whatLibpcapDoesNotUnderstandIsRefusedInItsWords() {
        assertThatThrownBy(() -> KernelFilter.check("udp prt 53", 262_144))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("'udp prt 53'")
                .hasMessageContaining("syntax error")
                .extracting(e -> ((CaptureException) e).kind())
                .isEqualTo(CaptureException.Kind.EXPRESSION);
    }

    @Test
    void aParenthesisThatWouldEndOursIsRefused() {
        assertThatThrownBy(() -> KernelFilter.check("udp) or (tcp", 262_144)).isInstanceOf(CaptureException.class);
    }
}
