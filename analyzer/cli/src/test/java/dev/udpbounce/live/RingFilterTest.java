// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import dev.udpbounce.kernel.packet.FilteredPacket;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter of the kernel's ring, run on packets as the kernel has them. */
class RingFilterTest {
    private static final int SNAP_LENGTH = 1000;
    private static final PacketForm ETHERNET = PacketForm.of(false, SNAP_LENGTH);
    private static final PacketForm ANY = PacketForm.of(true, SNAP_LENGTH);
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int VLAN = 0x8100;

    private static final UdpForge TO_53 = Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53);
    private static final UdpForge TO_54 = Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 54);
    private static final UdpForge IPV6_TO_53 = Packets.udp6("fd00::1", 4000, "fd00::2", 53);

    private static byte[] filter(PacketForm form, @Nullable String expression) {
        return Objects.requireNonNull(KernelFilter.ofRing(form, expression), "a filter for " + expression);
    }

    /** Returns the frame with tags, the outermost with this identifier. */
    private static byte[] tagged(byte[] ethernet, int identifier, int tags) {
        ByteBuffer tagged = ByteBuffer.allocate(ethernet.length + 4 * tags).put(ethernet, 0, 12);
        for (int i = 0; i < tags; i++) {
            tagged.putShort((short) VLAN).putShort((short) (identifier + i));
        }
        return tagged.put(ethernet, 12, ethernet.length - 12).array();
    }

    /** Returns a packet of an interface that has come in with these tags, of which the kernel takes out the first. */
    private static FilteredPacket in(Packet packet, int tags, int protocol) {
        byte[] frame = tagged(packet.ethernet(), 21, Math.max(0, tags - 1));
        FilteredPacket received = new FilteredPacket(frame, 14, tags > 1 ? VLAN : protocol);
        return tags > 0 ? received.withTag(VLAN, 20) : received;
    }

    /** Returns a packet on its way out through an interface that cannot add tags. */
    private static FilteredPacket out(Packet packet, int tags, int protocol) {
        byte[] frame = tagged(packet.ethernet(), 20, tags);
        return new FilteredPacket(frame, 14 + 4 * tags, tags > 0 ? VLAN : protocol).outgoing(2, 1);
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "false, 1", "false, 2", "true, 0", "true, 1", "true, 2"})
    void tagsDoNotMatter(boolean any, int tags) {
        PacketForm form = any ? ANY : ETHERNET;
        for (String expression : new String[] {null, "udp port 53", "dst port 53 and src host 10.0.0.1"}) {
            byte[] code = filter(form, expression);
            boolean wants6 = expression == null || !expression.contains("10.0.0.1");
            for (boolean outgoing : new boolean[] {false, true}) {
                assertThat(passes(code, TO_53, outgoing, tags, IPV4)).isTrue();
                assertThat(passes(code, TO_54, outgoing, tags, IPV4)).isEqualTo(expression == null);
                assertThat(passes(code, IPV6_TO_53, outgoing, tags, IPV6)).isEqualTo(wants6);
                assertThat(passes(code, Packets.ip4("10.0.0.1", "10.0.0.2", 6), outgoing, tags, IPV4))
                        .isFalse();
                assertThat(passes(code, Packets.portUnreachable(TO_54), outgoing, tags, IPV4))
                        .isTrue();
                assertThat(passes(code, Packets.portUnreachable(IPV6_TO_53), outgoing, tags, IPV6))
                        .isTrue();
            }
        }
    }

    private static boolean passes(byte[] code, Packet packet, boolean outgoing, int tags, int protocol) {
        return (outgoing ? out(packet, tags, protocol) : in(packet, tags, protocol)).filteredBy(code) > 0;
    }

    @Test
    void whoAsksForATagGetsThatOneAndErrorsAllTheSame() {
        byte[] code = filter(ETHERNET, "vlan 20 and udp port 53");

        for (boolean outgoing : new boolean[] {false, true}) {
            assertThat(passes(code, TO_53, outgoing, 0, IPV4)).isFalse();
            assertThat(passes(code, TO_53, outgoing, 1, IPV4)).isTrue();
            assertThat(passes(code, TO_54, outgoing, 1, IPV4)).isFalse();
            for (int tags = 0; tags <= 2; tags++) {
                assertThat(passes(code, Packets.portUnreachable(TO_54), outgoing, tags, IPV4))
                        .isTrue();
            }
        }
        assertThat(passes(filter(ETHERNET, "vlan 21 and udp port 53"), TO_53, false, 1, IPV4))
                .isFalse();
        byte[] twoTags = filter(ETHERNET, "vlan 20 and vlan 21 and udp port 53");
        assertThat(passes(twoTags, TO_53, false, 2, IPV4)).isTrue();
        assertThat(passes(twoTags, TO_53, false, 1, IPV4)).isFalse();
    }

    @Test
    void whatComesInAgainIsNotTakenOnItsWayOut() {
        byte[] ethernet = TO_53.ethernet();
        for (PacketForm form : new PacketForm[] {ETHERNET, ANY}) {
            byte[] code = filter(form, null);
            assertThat(new FilteredPacket(ethernet, 14, IPV4).outgoing(1, 772).filteredBy(code))
                    .isZero();
            assertThat(new FilteredPacket(ethernet, 14, IPV4).outgoing(3, 280).filteredBy(code))
                    .isZero();
            assertThat(new FilteredPacket(ethernet, 14, IPV4).outgoing(3, 1).filteredBy(code))
                    .isPositive();
        }
    }

    @Test
    void aPacketWithoutALinkLayerHeaderPasses() {
        byte[] ethernet = TO_53.ethernet();
        byte[] bare = new byte[ethernet.length - 14];
        System.arraycopy(ethernet, 14, bare, 0, bare.length);

        assertThat(new FilteredPacket(bare, 0, IPV4).filteredBy(filter(ANY, "udp port 53")))
                .isPositive();
        assertThat(new FilteredPacket(bare, 0, IPV4).filteredBy(filter(ANY, "udp port 54")))
                .isZero();
    }

    @Test
    void enoughOctetsAreKeptForASnapLength() {
        assertThat(in(TO_53, 0, IPV4).filteredBy(filter(ETHERNET, null))).isEqualTo(SNAP_LENGTH);
        assertThat(in(TO_53, 0, IPV4).filteredBy(filter(ANY, null))).isGreaterThan(SNAP_LENGTH);
    }

    /** What libpcap's optimizer makes false. */
    @Test
    void anExpressionMeansWhatItSays() {
        UdpForge within = Packets.udp6("fd00::1", 4000, "2001:db8::2", 53);
        byte[] code = filter(ETHERNET, "src and dst net 2001:db8::/48 and ip or dst net 2001:db8::/48");

        assertThat(in(within, 0, IPV6).filteredBy(code)).isPositive();
        assertThat(in(IPV6_TO_53, 0, IPV6).filteredBy(code)).isZero();
    }

    /** These are libpcap's to filter, or to refuse. */
    @ParameterizedTest
    @ValueSource(strings = {"vlan 20", "less 100", "udp prt 53", "link[8:2] = 1"})
    void whatTheKernelDoesNotHaveIsNoFilterOfItsRing(String expression) {
        assertThat(KernelFilter.ofRing(ANY, expression)).isNull();
    }

    @Test
    void aFilterThatIsTooLongIsNone() {
        StringBuilder ports = new StringBuilder("udp port 1");
        for (int port = 2; port < 400; port++) {
            ports.append(" or udp port ").append(port);
        }

        assertThat(KernelFilter.ofRing(ETHERNET, ports.toString())).isNull();
    }
}
