// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ip4Test {
    private static final int HEADER = 20;

    @Test
    void aHeaderThatIsCutOffIsRefusedAtEveryLength() {
        byte[] packet =
                Samples.udp4().options((byte) 7, (byte) 7, (byte) 4, (byte) 0).bytes();
        for (int length = 0; length < HEADER + 4; length++) {
            Decoded.frame(LinkType.IPV4, Samples.cut(packet, length)).isRefused("ip_truncated=1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void anyVersionButFourIsRefused(int version) {
        Decoded.frame(LinkType.IPV4, Samples.udp4().version(version).bytes()).isRefused("bad_ip_version=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aHeaderLengthBelowFiveWordsIsRefused(int words) {
        Decoded.ethernet(Samples.udp4().ihl(words)).isRefused("bad_ihl=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void theDatagramBeginsBehindTheOptions(int words) {
        byte[] options = new byte[(words - 5) * 4];
        Arrays.fill(options, (byte) 1);
        Decoded.Sent sent = Decoded.ethernet(Samples.udp4().options(options)).datagram();
        assertThat(sent.sourcePort()).isEqualTo(45117);
        assertThat(sent.payload()).isEqualTo("313233343536373839616263");
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 15})
    void aHeaderLengthBeyondThePacketIsRefused(int words) {
        Decoded.frame(LinkType.RAW, Samples.udp4().ihl(words).bytes()).isRefused("ip_truncated=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 19})
    void aTotalLengthBelowTheHeaderIsMalformedAndWhatIsPresentCounts(int totalLength) {
        Decoded decoded = Decoded.ethernet(Samples.udp4().totalLength(totalLength));
        assertThat(decoded.tally()).isEqualTo("bad_ip_length=1");
        assertThat(decoded.datagrams.get(0).payloadPresent()).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource({"0, 12", "28, 0", "29, 1", "39, 11", "40, 12", "41, 12", "65535, 12"})
    void thePayloadEndsWhereTheTotalLengthOrTheCaptureDoes(int totalLength, int payload) {
        Decoded decoded = Decoded.ethernet(Samples.udp4().totalLength(totalLength));
        assertThat(decoded.datagrams).hasSize(1);
        assertThat(decoded.datagrams.get(0).payloadPresent()).isEqualTo(payload);
        assertThat(decoded.datagrams.get(0).payloadLength()).isEqualTo(12);
    }

    @Test
    void onlyTheFirstFragmentIsDeliveredAndTheOthersAreCounted() {
        List<Packet> fragments = Packets.udp4("192.0.2.1", 7, "192.0.2.2", 8)
                .id(99)
                .payloadOfSize(3000)
                .fragments(1500);
        assertThat(fragments).hasSize(3);
        Decoded.Sent first = Decoded.ethernet(fragments.get(0)).datagram();
        assertThat(first.fragment()).isTrue();
        assertThat(first.ipId()).isEqualTo(99);
        assertThat(first.payloadLength()).isEqualTo(3000);
        assertThat(first.payloadPresent()).isEqualTo(1480 - 8);
        Decoded.ethernet(fragments.get(1)).isRefused("fragments=1");
        Decoded.ethernet(fragments.get(2)).isRefused("fragments=1");
    }

    @Test
    void laterFragmentsOfOtherProtocolsAreNotCounted() {
        Decoded.ethernet(Packets.ip4("192.0.2.1", "192.0.2.2", 6)
                        .fragmentOffset(8)
                        .payload(new byte[20]))
                .isRefused("");
    }

    @Test
    void theReservedFlagAndDoNotFragmentAreNoFragment() {
        assertThat(Decoded.ethernet(Samples.udp4().df().reservedFlag())
                        .datagram()
                        .fragment())
                .isFalse();
    }

    @Test
    void aPacketOfAnotherProtocolGivesNothing() {
        for (int protocol = 0; protocol < 256; protocol++) {
            if (protocol != 1
                    && protocol != 4
                    && protocol != 17
                    && protocol != 41
                    && protocol != 47
                    && protocol != 51) {
                Decoded.ethernet(Packets.ip4("192.0.2.1", "192.0.2.2", protocol).payload(new byte[40]))
                        .isRefused("");
            }
        }
    }

    @Test
    void aDatagramBehindAnAuthenticationHeaderIsDelivered() {
        byte[] udp = Arrays.copyOfRange(Samples.udp4().bytes(), HEADER, 40);
        byte[] authentication = Samples.octets(17, 4, new byte[22]);
        Decoded.Sent sent = Decoded.ethernet(
                        Packets.ip4("192.0.2.1", "192.0.2.2", 51).payload(Samples.octets(authentication, udp)))
                .datagram();
        assertThat(sent.destinationPort()).isEqualTo(1060);
        assertThat(sent.payloadPresent()).isEqualTo(12);
        assertThat(sent.depth()).isZero();
    }
}
