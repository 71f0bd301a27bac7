// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TunnelTest {
    private static final int GRE = 47;
    private static final byte[] VXLAN = {8, 0, 0, 0, 0, 0, 42, 0};
    private static final byte[] GENEVE = {0, 0, 0x65, 0x58, 0, 0, 42, 0};

    private static Packet in4(int protocol, byte[] payload) {
        return Packets.ip4("203.0.113.1", "203.0.113.2", protocol).payload(payload);
    }

    private static Packet in6(int nextHeader, byte[] payload) {
        return Packets.ip6("2001:db8:ffff::1", "2001:db8:ffff::2", nextHeader).payload(payload);
    }

    private static Packet over(int port, Object... parts) {
        return Packets.udp4("203.0.113.1", 50000, "203.0.113.2", port).payload(Samples.octets(parts));
    }

    private static void reaches(Packet packet, String source) {
        Decoded.Sent sent = Decoded.ethernet(packet).datagram();
        assertThat(sent.source()).isEqualTo(source);
        assertThat(sent.payloadPresent()).isEqualTo(12);
        assertThat(sent.depth()).isEqualTo(1);
    }

    /** The outer datagram comes first, then the inner one. */
    private static void carries(Packet packet, String source) {
        Decoded decoded = Decoded.ethernet(packet);
        assertThat(decoded.tally()).isEmpty();
        assertThat(decoded.datagrams).hasSize(2);
        assertThat(decoded.datagrams.get(0).sourcePort()).isEqualTo(50000);
        assertThat(decoded.datagrams.get(0).depth()).isZero();
        assertThat(decoded.datagrams.get(1).source()).isEqualTo(source);
        assertThat(decoded.datagrams.get(1).payload()).isEqualTo("313233343536373839616263");
        assertThat(decoded.datagrams.get(1).depth()).isEqualTo(1);
    }

    private static void carriesNothing(Packet packet) {
        assertThat(Decoded.ethernet(packet).datagram().sourcePort()).isEqualTo(50000);
    }

    @Test
    void ipInIpIsEnteredInAllFourCombinations() {
        reaches(in4(4, Samples.udp4().bytes()), "192.0.2.1");
        reaches(in4(41, Samples.udp6().bytes()), "2001:db8::1");
        reaches(in6(4, Samples.udp4().bytes()), "192.0.2.1");
        reaches(in6(41, Samples.udp6().bytes()), "2001:db8::1");
    }

    @Test
    void anErrorInsideATunnelIsDelivered() {
        Decoded.Bounced error = Decoded.ethernet(
                        in4(4, Packets.portUnreachable(Samples.udp4()).bytes()))
                .error();
        assertThat(error.depth()).isEqualTo(1);
        assertThat(error.source()).isEqualTo("198.51.100.7");
        assertThat(error.quote().depth()).isZero();
    }

    @Test
    void sixteenTunnelsAreEnteredAndNoMore() {
        assertThat(Decoded.ethernet(nested(16)).datagram().depth()).isEqualTo(16);
        Decoded.ethernet(nested(17)).isRefused("too_many_layers=1");
        Decoded.ethernet(nested(100)).isRefused("too_many_layers=1");
    }

    private static Packet nested(int tunnels) {
        Packet packet = Samples.udp4();
        for (int i = 0; i < tunnels; i++) {
            packet = in4(4, packet.bytes());
        }
        return packet;
    }

    @Test
    void theInnerPacketEndsWithTheOuterOne() {
        byte[] inner = Samples.udp4().bytes();
        Packet outer =
                Packets.ip4("203.0.113.1", "203.0.113.2", 4).payload(inner).totalLength(20 + 35);
        Decoded decoded = Decoded.ethernet(outer);
        assertThat(decoded.datagrams.get(0).payloadPresent()).isEqualTo(7);
        Decoded.ethernet(in4(4, Samples.cut(inner, 19))).isRefused("ip_truncated=1");
        Decoded.ethernet(in4(4, Samples.udp6().bytes())).isRefused("bad_ip_version=1");
    }

    @ParameterizedTest
    @CsvSource({"0x0000, 0", "0x8000, 4", "0x2000, 4", "0x1000, 4", "0xa000, 8", "0xb000, 12"})
    void theGreHeaderIsAsLongAsItsFlagsSay(String flags, int optional) {
        int bits = Integer.decode(flags);
        byte[] header = Samples.octets(bits >>> 8, bits, 8, 0, new byte[optional]);
        reaches(in4(GRE, Samples.octets(header, Samples.udp4().bytes())), "192.0.2.1");
        for (int length = 0; length < header.length; length++) {
            Decoded.ethernet(in6(GRE, Samples.cut(header, length))).isRefused("tunnel_truncated=1");
        }
    }

    @Test
    void greCarriesEitherIpVersionOrEthernet() {
        reaches(in6(GRE, Samples.octets(0, 0, 0x86, 0xdd, Samples.udp6().bytes())), "2001:db8::1");
        reaches(in4(GRE, Samples.octets(0, 0, 0x65, 0x58, Samples.udp4().ethernet())), "192.0.2.1");
    }

    @ParameterizedTest
    @CsvSource({"0x4000, 0x0800", "0x0001, 0x0800", "0x3001, 0x880b", "0x0000, 0x0003", "0x0000, 0x88be"})
    void otherGreIsLeftAlone(String flags, String type) {
        int bits = Integer.decode(flags);
        int protocol = Integer.decode(type);
        byte[] gre = Samples.octets(
                bits >>> 8, bits, protocol >>> 8, protocol, Samples.udp4().bytes());
        Decoded.ethernet(in4(GRE, gre)).isRefused("");
    }

    @Test
    void vxlanCarriesEthernet() {
        carries(over(4789, VXLAN, Samples.udp4().ethernet()), "192.0.2.1");
        Decoded tagged = Decoded.ethernet(over(4789, VXLAN, Samples.udp6().vlan(99)));
        assertThat(tagged.datagrams.get(0).vlan()).isEqualTo(Datagram.ABSENT);
        assertThat(tagged.datagrams.get(1).vlan()).isEqualTo(99);
    }

    @Test
    void whatIsNoVxlanIsADatagramOnly() {
        carriesNothing(over(4789));
        carriesNothing(
                over(4789, Samples.cut(Samples.octets(VXLAN, Samples.udp4().ethernet()), 21)));
        carriesNothing(over(4789, new byte[8], Samples.udp4().ethernet()));
        carriesNothing(over(4790, VXLAN, Samples.udp4().ethernet()));
    }

    @Test
    void geneveCarriesEthernetOrIpBehindItsOptions() {
        carries(over(6081, GENEVE, Samples.udp4().ethernet()), "192.0.2.1");
        byte[] options = {3, 0, 8, 0, 0, 0, 42, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};
        carries(over(6081, options, Samples.udp4().bytes()), "192.0.2.1");
    }

    @Test
    void whatIsNoGeneveIsADatagramOnly() {
        byte[] inner = Samples.udp4().ethernet();
        carriesNothing(over(6081));
        carriesNothing(over(6081, Samples.cut(GENEVE, 7)));
        carriesNothing(over(6081, GENEVE));
        carriesNothing(over(6081, 0x40, 0, 0x65, 0x58, 0, 0, 42, 0, inner));
        carriesNothing(over(6081, 0x3f, 0, 0x65, 0x58, 0, 0, 42, 0, inner));
    }

    @Test
    void gtpCarriesIpBehindItsExtensionHeaders() {
        byte[] inner = Samples.udp4().bytes();
        carries(over(2152, 0x30, 255, 0, inner.length, 0, 0, 0, 1, inner), "192.0.2.1");
        carries(over(2152, 0x30, 255, 0, 60, 0, 0, 0, 1, Samples.udp6().bytes()), "2001:db8::1");
        byte[] sequenced = Samples.octets(0x32, 255, 0, inner.length + 4, 0, 0, 0, 1, 0, 7, 0, 0x85);
        carries(over(2152, sequenced, inner), "192.0.2.1");
        byte[] extended = Samples.octets(
                0x34, 255, 0, inner.length + 16, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0, 1, 0xc0, 2, new byte[7]);
        carries(over(2152, extended, inner), "192.0.2.1");
    }

    @Test
    void whatIsNoUserPacketOfGtpIsADatagramOnly() {
        byte[] inner = Samples.udp4().bytes();
        carriesNothing(over(2152, 0x30, 255, 0, inner.length, 0, 0, 0));
        carriesNothing(over(2152, 0x30, 255, 0, 0, 0, 0, 0, 1, inner));
        carriesNothing(over(2152, 0x30, 1, 0, inner.length, 0, 0, 0, 1, inner));
        carriesNothing(over(2152, 0x48, 255, 0, inner.length, 0, 0, 0, 1, inner));
        carriesNothing(over(2152, 0x30, 255, 0, inner.length, 0, 0, 0, 1, 0x99, inner));
        carriesNothing(over(2152, 0x34, 255, 0, 200, 0, 0, 0, 1, 0, 0, 0, 0x85, 0, inner));
        carriesNothing(over(2152, 0x34, 255, 0, 200, 0, 0, 0, 1, 0, 0, 0, 0x85, 255, inner));
        byte[] endless = new byte[200];
        Arrays.fill(endless, (byte) 1);
        carriesNothing(over(2152, 0x34, 255, 0, 212, 0, 0, 0, 1, 0, 0, 0, 1, endless, inner));
    }

    @Test
    void teredoCarriesIpv6BehindItsIndicators() {
        byte[] inner = Packets.udp6("2001:0:cb00:7101::1", 45117, "2001:db8::7", 1060)
                .payload("123456789abc")
                .bytes();
        byte[] origin = Samples.octets(0, 0, new byte[6]);
        byte[] authentication = Samples.octets(0, 1, 2, 3, new byte[2 + 3 + 9]);
        String source = "2001:0:cb00:7101::1";
        carries(over(3544, inner), source);
        carries(over(3544, origin, inner), source);
        carries(over(3544, authentication, inner), source);
        carries(over(3544, authentication, origin, inner), source);
        Packet back = Packets.udp4("203.0.113.1", 3544, "203.0.113.2", 50000).payload(inner);
        assertThat(Decoded.ethernet(back).datagrams).hasSize(2);
    }

    @Test
    void whatIsNoTeredoIsADatagramOnly() {
        carriesNothing(over(3544));
        carriesNothing(over(3544, Samples.udp6().bytes()));
        carriesNothing(over(3544, 0, 1, 255, 255, new byte[60]));
        carriesNothing(over(3544, new byte[60]));
    }

    @Test
    void theQuoteOfAnErrorIsNotEnteredBeyondItsOuterDatagram() {
        Packet cause = over(4789, VXLAN, Samples.udp4().ethernet());
        Decoded.Bounced error = Decoded.ethernet(
                        Packets.icmp4("203.0.113.2", "203.0.113.1", 3, 3).quote(cause))
                .error();
        assertThat(error.quote().destinationPort()).isEqualTo(4789);
    }

    @Test
    void tunnelsAndTagsAreCountedTogether() {
        byte[] frame = Samples.udp4().ethernet();
        for (int i = 0; i < 9; i++) {
            byte[] inner = frame;
            frame = over(4789, VXLAN, inner).vlan(i + 1);
        }
        Decoded decoded = Decoded.frame(LinkType.EN10MB, frame);
        assertThat(decoded.tally()).isEqualTo("too_many_layers=1");
        assertThat(decoded.datagrams).hasSize(8);
        assertThat(decoded.datagrams.get(0).depth()).isZero();
        assertThat(decoded.datagrams.get(7).depth()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 41, 47})
    void aTunnelInALaterFragmentIsNotEntered(int protocol) {
        Decoded.ethernet(Packets.ip4("203.0.113.1", "203.0.113.2", protocol)
                        .fragmentOffset(8)
                        .payload(Samples.udp4().bytes()))
                .isRefused("");
    }
}
