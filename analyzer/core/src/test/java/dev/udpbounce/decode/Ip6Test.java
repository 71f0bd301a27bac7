// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ip6Test {
    private static final int HEADER = 40;
    private static final int PAYLOAD = 12;

    @Test
    void aHeaderThatIsCutOffIsRefusedAtEveryLength() {
        for (int length = 0; length < HEADER; length++) {
            Decoded.frame(LinkType.IPV6, Samples.cut(Samples.udp6().bytes(), length))
                    .isRefused("ip_truncated=1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void anyVersionButSixIsRefused(int version) {
        Decoded.frame(LinkType.IPV6, Samples.udp6().version(version).bytes()).isRefused("bad_ip_version=1");
    }

    @ParameterizedTest
    @CsvSource({"0, 12", "8, 0", "9, 1", "19, 11", "20, 12", "21, 12", "65535, 12"})
    void thePayloadEndsWhereThePayloadLengthOrTheCaptureDoes(int payloadLength, int payload) {
        Decoded decoded = Decoded.ethernet(Samples.udp6().payloadLength(payloadLength));
        assertThat(decoded.datagrams).hasSize(1);
        assertThat(decoded.datagrams.get(0).payloadPresent()).isEqualTo(payload);
    }

    @Test
    void theDatagramIsFoundBehindEveryKindOfExtensionHeader() {
        Decoded.Sent sent = Decoded.ethernet(Samples.udp6()
                        .hopByHop((byte) 5, (byte) 2, (byte) 0, (byte) 0)
                        .destinationOptions(new byte[20])
                        .routing(0, 1, new byte[20])
                        .fragmentHeader(0, false, 7)
                        .rawExtension(51, Samples.octets(4, new byte[22]))
                        .extension(135, new byte[14])
                        .extension(139, new byte[6])
                        .extension(140, new byte[6])
                        .destinationOptions(new byte[2]))
                .datagram();
        assertThat(sent.destinationPort()).isEqualTo(1060);
        assertThat(sent.payloadLength()).isEqualTo(PAYLOAD);
        assertThat(sent.payloadPresent()).isEqualTo(PAYLOAD);
        assertThat(sent.fragment()).isFalse();
    }

    @Test
    void anExtensionHeaderThatIsCutOffIsRefusedAtEveryLength() {
        byte[] packet = Samples.udp6()
                .hopByHop(new byte[14])
                .fragmentHeader(0, false, 7)
                .bytes();
        for (int length = HEADER; length < HEADER + 24; length++) {
            Decoded.frame(LinkType.IPV6, Samples.cut(packet, length)).isRefused("ipv6_extension_truncated=1");
        }
        Decoded.frame(LinkType.IPV6, Samples.cut(packet, HEADER + 24)).isRefused("udp_truncated=1");
    }

    @Test
    void anExtensionHeaderThatIsLongerThanThePacketIsRefused() {
        Decoded.ethernet(Samples.udp6().rawExtension(60, Samples.octets(255, new byte[6])))
                .isRefused("ipv6_extension_truncated=1");
    }

    @Test
    void extensionHeadersEndWithThePayloadLength() {
        Decoded.ethernet(Samples.udp6().hopByHop(new byte[14]).payloadLength(15))
                .isRefused("ipv6_extension_truncated=1");
    }

    @Test
    void sixteenExtensionHeadersAreFollowedAndNoMore() {
        assertThat(Decoded.ethernet(withOptions(16)).datagram().payloadPresent())
                .isEqualTo(PAYLOAD);
        Decoded.ethernet(withOptions(17)).isRefused("too_many_layers=1");
        Decoded.ethernet(withOptions(1000)).isRefused("too_many_layers=1");
    }

    private static UdpForge withOptions(int headers) {
        UdpForge packet = Samples.udp6();
        for (int i = 0; i < headers; i++) {
            packet.destinationOptions(new byte[6]);
        }
        return packet;
    }

    @Test
    void onlyTheFirstFragmentIsDeliveredAndTheOthersAreCounted() {
        List<Packet> fragments = Packets.udp6("2001:db8::1", 7, "2001:db8::2", 8)
                .payloadOfSize(3000)
                .fragments(1280);
        assertThat(fragments).hasSize(3);
        Decoded.Sent first = Decoded.ethernet(fragments.get(0)).datagram();
        assertThat(first.fragment()).isTrue();
        assertThat(first.ipId()).isEqualTo(Datagram.ABSENT);
        assertThat(first.payloadLength()).isEqualTo(3000);
        assertThat(first.payloadPresent()).isEqualTo(1232 - 8);
        Decoded.ethernet(fragments.get(1)).isRefused("fragments=1");
        Decoded.ethernet(fragments.get(2)).isRefused("fragments=1");
    }

    @Test
    void nothingBehindALaterFragmentHeaderIsRead() {
        Decoded.ethernet(Samples.udp6().fragmentHeader(1232, true, 7).destinationOptions(new byte[6]))
                .isRefused("");
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 50, 59, 132, 255})
    void anotherProtocolGivesNothing(int nextHeader) {
        Decoded.ethernet(Packets.ip6("2001:db8::1", "2001:db8::2", nextHeader).payload(new byte[40]))
                .isRefused("");
    }

    @Test
    void aJumboOptionOutsideOfTheHopByHopHeaderIsNotBelieved() {
        byte[] jumboOption = Samples.octets(0xc2, 4, 0, 2, 0, 0);
        Decoded.Sent sent = Decoded.ethernet(Samples.udp6()
                        .destinationOptions(jumboOption)
                        .payloadLength(0)
                        .udpLength(0))
                .datagram();
        assertThat(sent.udpLength()).isEqualTo(20);
    }

    @Test
    void aJumboOptionThatIsCutOffOrTooSmallIsNotBelieved() {
        for (byte[] options : new byte[][] {
            Samples.octets(0, 0, 0, 0, 0xc2, 4),
            Samples.octets(0xc2, 3, 0, 2, 0, 0),
            Samples.octets(0xc2, 4, 0, 0, 255, 255),
            Samples.octets(1, 255, 0, 0, 0, 0)
        }) {
            Decoded.Sent sent = Decoded.ethernet(
                            Samples.udp6().hopByHop(options).payloadLength(0).udpLength(0))
                    .datagram();
            assertThat(sent.udpLength()).isEqualTo(20);
        }
    }
}
