// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Extensions;
import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcmpTest {
    @Test
    void everyFieldOfAnIpv4ErrorIsDelivered() {
        Decoded.Bounced error = Decoded.ethernet(Packets.icmp4("203.0.113.9", "192.0.2.1", 3, 13)
                        .id(15527)
                        .quote(Samples.udp4()))
                .error();
        assertThat(error.version()).isEqualTo(4);
        assertThat(error.source()).isEqualTo("203.0.113.9");
        assertThat(error.destination()).isEqualTo("192.0.2.1");
        assertThat(error.type()).isEqualTo(3);
        assertThat(error.code()).isEqualTo(13);
        assertThat(error.ipId()).isEqualTo(15527);
        assertThat(error.mtu()).isEqualTo(Datagram.ABSENT);
        assertThat(error.hasExtensions()).isFalse();
        assertThat(error.extensions()).isEmpty();
        assertThat(error.depth()).isZero();
        assertThat(error.quote().vlan()).isEqualTo(Datagram.ABSENT);
    }

    @Test
    void everyFieldOfAnIpv6ErrorIsDelivered() {
        Decoded.Bounced error = Decoded.ethernet(
                        Packets.icmp6("2001:db8::9", "2001:db8::1", 1, 4).quote(Samples.udp6()))
                .error();
        assertThat(error.version()).isEqualTo(6);
        assertThat(error.source()).isEqualTo("2001:db8::9");
        assertThat(error.destination()).isEqualTo("2001:db8::1");
        assertThat(error.type()).isEqualTo(1);
        assertThat(error.code()).isEqualTo(4);
        assertThat(error.ipId()).isEqualTo(Datagram.ABSENT);
    }

    @Test
    void theFiveErrorsOfIpv4AreDeliveredAndNoOtherMessage() {
        Set<Integer> errors = Set.of(3, 4, 5, 11, 12);
        for (int type = 0; type < 256; type++) {
            Decoded decoded = Decoded.ethernet(
                    Packets.icmp4("192.0.2.9", "192.0.2.1", type, 255).quote(Samples.udp4()));
            if (errors.contains(type)) {
                assertThat(decoded.error().type()).isEqualTo(type);
                assertThat(decoded.error().code()).isEqualTo(255);
            } else {
                decoded.isRefused("");
            }
        }
    }

    @Test
    void theFourErrorsOfIpv6AreDeliveredAndUnknownErrorsAreCounted() {
        for (int type = 0; type < 256; type++) {
            Decoded decoded =
                    Decoded.ethernet(Packets.icmp6("::9", "::1", type, 255).quote(Samples.udp6()));
            if (type >= 1 && type <= 4) {
                assertThat(decoded.error().type()).isEqualTo(type);
            } else {
                decoded.isRefused(type < 128 ? "other=1" : "");
            }
        }
    }

    @Test
    void aMessageOfTheOtherIpVersionIsNoError() {
        byte[] icmp = {3, 3, 0, 0, 0, 0, 0, 0};
        Decoded.ethernet(Packets.ip4("192.0.2.9", "192.0.2.1", 58)
                        .payload(Samples.octets(icmp, Samples.udp4().bytes())))
                .isRefused("");
        Decoded.ethernet(Packets.ip6("::9", "::1", 1)
                        .payload(Samples.octets(icmp, Samples.udp6().bytes())))
                .isRefused("");
    }

    @Test
    void aHeaderThatIsCutOffIsRefusedAtEveryLength() {
        byte[] error4 = Packets.portUnreachable(Samples.udp4()).bytes();
        byte[] error6 = Packets.portUnreachable(Samples.udp6()).bytes();
        for (int length = 0; length < 8; length++) {
            String tally = length == 0 ? "icmp_truncated=1" : "icmp_truncated=1 other=1";
            Decoded.frame(LinkType.IPV4, Samples.cut(error4, 20 + length)).isRefused(tally);
            Decoded.frame(LinkType.IPV6, Samples.cut(error6, 40 + length)).isRefused(tally);
        }
    }

    @Test
    void aShortEchoIsNobodysConcern() {
        Decoded.ethernet(Packets.icmp4("192.0.2.9", "192.0.2.1", 8, 0)).isRefused("");
        Decoded.frame(
                        228,
                        Samples.cut(
                                Packets.icmp4("192.0.2.9", "192.0.2.1", 8, 0).bytes(), 21))
                .isRefused("");
    }

    @ParameterizedTest
    @CsvSource({"3, 4, 1492, 1492", "3, 4, 65535, 65535", "3, 4, 0, -1", "3, 3, 1492, -1", "11, 4, 1492, -1"})
    void theNextHopMtuStandsBesideFragmentationNeeded(int type, int code, int field, int mtu) {
        Decoded.Bounced error = Decoded.ethernet(Packets.icmp4("192.0.2.9", "192.0.2.1", type, code)
                        .mtu(field)
                        .quote(Samples.udp4()))
                .error();
        assertThat(error.mtu()).isEqualTo(mtu);
    }

    @ParameterizedTest
    @CsvSource({"2, 1280, 1280", "2, -1, 2147483647", "2, 0, -1", "1, 1280, -1", "4, 1280, -1"})
    void theMtuOfIpv6StandsInPacketTooBig(int type, int field, int mtu) {
        Decoded.Bounced error = Decoded.ethernet(
                        Packets.icmp6("::9", "::1", type, 0).rest(field).quote(Samples.udp6()))
                .error();
        assertThat(error.mtu()).isEqualTo(mtu);
    }

    @Test
    void theMessageEndsWithTheIpPacketAndNotWithTheFrame() {
        Packet padded = Packets.icmp4("192.0.2.9", "192.0.2.1", 3, 3)
                .quote(Samples.udp4(), 22)
                .followedBy(new byte[20]);
        assertThat(Decoded.ethernet(padded).error().quote().sourcePort()).isEqualTo(Datagram.ABSENT);
    }

    @Test
    void anErrorInAFirstFragmentIsReadAsFarAsItGoesAndALaterOneIsIgnored() {
        IcmpForge error = Packets.icmp4("192.0.2.9", "192.0.2.1", 3, 3).quote(Samples.udp4());
        List<Packet> fragments = error.fragments(64);
        assertThat(fragments).hasSize(2);
        Decoded.Bounced first = Decoded.ethernet(fragments.get(0)).error();
        assertThat(first.quote().destinationPort()).isEqualTo(1060);
        assertThat(first.quoteTruncated()).isTrue();
        Decoded.ethernet(fragments.get(1)).isRefused("");
    }

    @Test
    void theViewsOfOneErrorLeaveNothingBehindInTheNext() {
        byte[] full = Packets.error("192.0.2.9", Samples.udp4(), 3, 4).mtu(1400).bytes();
        byte[] extended = Packets.icmp4("192.0.2.9", "192.0.2.1", 11, 0)
                .quote(Samples.udp4())
                .extensions(Extensions.mpls(1, 2, 3))
                .bytes();
        byte[] poor = Samples.cut(full, 20 + 8 + 20);
        poor[21] = 1;
        Decoded decoded = Decoded.frame(LinkType.RAW, full).then(LinkType.RAW, extended);
        decoded.then(LinkType.RAW, poor)
                .then(LinkType.RAW, Packets.portUnreachable(Samples.udp6()).bytes());
        assertThat(decoded.errors).extracting(Decoded.Bounced::mtu).containsExactly(1400, -1, -1, -1);
        assertThat(decoded.errors)
                .extracting(Decoded.Bounced::hasExtensions)
                .containsExactly(false, true, false, false);
        assertThat(decoded.errors)
                .extracting(Decoded.Bounced::quoteTruncated)
                .containsExactly(false, false, true, false);
        Decoded.Sent quote = decoded.errors.get(2).quote();
        assertThat(quote.sourcePort()).isEqualTo(Datagram.ABSENT);
        assertThat(quote.udpLength()).isEqualTo(Datagram.ABSENT);
        assertThat(quote.checksum()).isEqualTo(Datagram.ABSENT);
        assertThat(quote.payload()).isEmpty();
        assertThat(decoded.errors.get(3).quote().ipId()).isEqualTo(Datagram.ABSENT);
    }
}
