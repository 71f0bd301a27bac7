// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UdpTest {
    private static final int PAYLOAD = 12;

    @Test
    void everyFieldOfAnIpv4DatagramIsDelivered() {
        assertThat(Decoded.ethernet(Samples.udp4().udpChecksum(0xbeef)).datagram())
                .isEqualTo(new Decoded.Sent(
                        4,
                        "192.0.2.1",
                        45117,
                        "198.51.100.7",
                        1060,
                        1043,
                        63,
                        Datagram.ABSENT,
                        false,
                        20,
                        false,
                        0xbeef,
                        PAYLOAD,
                        "313233343536373839616263",
                        false,
                        Datagram.ABSENT,
                        Datagram.ABSENT,
                        0));
    }

    @Test
    void everyFieldOfAnIpv6DatagramIsDelivered() {
        assertThat(Decoded.ethernet(Samples.udp6().udpChecksum(0xbeef)).datagram())
                .isEqualTo(new Decoded.Sent(
                        6,
                        "2001:db8::1",
                        45117,
                        "2001:db8::7",
                        1060,
                        Datagram.ABSENT,
                        63,
                        0xabcde,
                        false,
                        20,
                        false,
                        0xbeef,
                        PAYLOAD,
                        "313233343536373839616263",
                        false,
                        Datagram.ABSENT,
                        Datagram.ABSENT,
                        0));
    }

    @Test
    void numbersWithTheirHighestBitSetAreNotNegative() {
        Decoded.Sent sent = Decoded.ethernet(Packets.udp4("255.255.255.254", 65535, "224.0.0.251", 65534)
                        .id(65535)
                        .ttl(255)
                        .udpChecksum(65535)
                        .payloadOfSize(65507))
                .datagram();
        assertThat(sent.source()).isEqualTo("255.255.255.254");
        assertThat(sent.destination()).isEqualTo("224.0.0.251");
        assertThat(sent.sourcePort()).isEqualTo(65535);
        assertThat(sent.destinationPort()).isEqualTo(65534);
        assertThat(sent.ipId()).isEqualTo(65535);
        assertThat(sent.ttl()).isEqualTo(255);
        assertThat(sent.checksum()).isEqualTo(65535);
        assertThat(sent.udpLength()).isEqualTo(65515);
        assertThat(sent.payloadPresent()).isEqualTo(65507);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aDatagramWithoutItsPortsIsRefused(int octets) {
        byte[] whole = Samples.udp4().bytes();
        Decoded.frame(LinkType.RAW, Samples.cut(whole, 20 + octets)).isRefused("udp_truncated=1");
        Decoded.frame(LinkType.RAW, Samples.udp4().totalLength(20 + octets).bytes())
                .isRefused("udp_truncated=1");
        Decoded.ethernet(Samples.udp6().payloadLength(octets == 0 ? 1 : octets)).isRefused("udp_truncated=1");
    }

    @ParameterizedTest
    @CsvSource({"4, -1", "5, -1", "6, 20", "7, 20"})
    void aDatagramThatEndsBehindItsPortsIsDeliveredWithWhatIsThere(int octets, int udpLength) {
        for (byte[] packet : new byte[][] {
            Samples.cut(Samples.udp4().bytes(), 20 + octets),
            Samples.udp4().totalLength(20 + octets).bytes()
        }) {
            Decoded decoded = Decoded.frame(LinkType.RAW, packet);
            assertThat(decoded.tally()).isEqualTo("udp_truncated=1");
            Decoded.Sent sent = decoded.datagrams.get(0);
            assertThat(sent.sourcePort()).isEqualTo(45117);
            assertThat(sent.destinationPort()).isEqualTo(1060);
            assertThat(sent.udpLength()).isEqualTo(udpLength);
            assertThat(sent.payloadLength()).isEqualTo(udpLength < 0 ? Datagram.ABSENT : PAYLOAD);
            assertThat(sent.checksum()).isEqualTo(Datagram.ABSENT);
            assertThat(sent.payload()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void aLengthBelowTheHeaderIsMalformedAndLeavesNoPayload(int length) {
        for (Decoded decoded : new Decoded[] {
            Decoded.ethernet(Samples.udp4().udpLength(length)),
            Decoded.ethernet(Samples.udp6().udpLength(length))
        }) {
            assertThat(decoded.tally()).isEqualTo("bad_udp_length=1");
            assertThat(decoded.datagrams).hasSize(1);
            assertThat(decoded.datagrams.get(0).udpLength()).isEqualTo(length);
            assertThat(decoded.datagrams.get(0).payloadLength()).isZero();
            assertThat(decoded.datagrams.get(0).payload()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 0", "9, 1", "19, 11", "20, 12"})
    void octetsBehindTheClaimedLengthAreNoPayload(int length, int payload) {
        Decoded.Sent sent = Decoded.ethernet(Samples.udp4().udpLength(length)).datagram();
        assertThat(sent.payloadLength()).isEqualTo(payload);
        assertThat(sent.payloadPresent()).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(ints = {21, 65535})
    void aLengthBeyondTheIpPacketIsMalformedAndThePayloadEndsWithThePacket(int length) {
        Decoded decoded =
                Decoded.ethernet(Samples.udp4().udpLength(length).cutTo(100).followedBy(new byte[30]));
        assertThat(decoded.tally()).isEqualTo("bad_udp_length=1");
        assertThat(decoded.datagrams.get(0).udpLength()).isEqualTo(length);
        assertThat(decoded.datagrams.get(0).payloadPresent()).isEqualTo(PAYLOAD);
    }

    @Test
    void ethernetPaddingIsNoPayload() {
        Decoded.Sent sent = Decoded.ethernet(Packets.udp4("192.0.2.1", 1, "192.0.2.2", 2)
                        .payload("x")
                        .followedBy(new byte[17]))
                .datagram();
        assertThat(sent.payload()).isEqualTo("78");
    }

    @Test
    void aSnapshotThatEndsInThePayloadIsNoFault() {
        byte[] packet = Samples.udp4().bytes();
        for (int payload = 0; payload <= PAYLOAD; payload++) {
            Decoded.Sent sent = Decoded.frame(LinkType.RAW, Samples.cut(packet, 28 + payload))
                    .datagram();
            assertThat(sent.payloadLength()).isEqualTo(PAYLOAD);
            assertThat(sent.payloadPresent()).isEqualTo(payload);
        }
    }

    @Test
    void aPacketThatIsToBeSegmentedYetHasTheLengthThatIsPresent() {
        Decoded.Sent sent =
                Decoded.ethernet(Samples.udp4().totalLength(0).udpLength(0)).datagram();
        assertThat(sent.udpLength()).isEqualTo(20);
        assertThat(sent.payloadPresent()).isEqualTo(PAYLOAD);
    }

    @Test
    void aJumbogramHasTheLengthOfItsOption() {
        byte[] jumboOption = Samples.octets(0xc2, 4, 0, 2, 0, 0); // 131072
        Decoded.Sent sent = Decoded.ethernet(
                        Samples.udp6().hopByHop(jumboOption).payloadLength(0).udpLength(0))
                .datagram();
        assertThat(sent.udpLength()).isEqualTo(131072 - 8);
        assertThat(sent.payloadLength()).isEqualTo(131072 - 16);
        assertThat(sent.payloadPresent()).isEqualTo(PAYLOAD);
    }

    @Test
    void aJumboLengthThatNoIntegerHoldsIsCapped() {
        byte[] jumboOption = Samples.octets(0xc2, 4, 255, 255, 255, 255);
        Decoded.Sent sent = Decoded.ethernet(
                        Samples.udp6().hopByHop(jumboOption).payloadLength(0).udpLength(0))
                .datagram();
        assertThat(sent.udpLength()).isEqualTo(Integer.MAX_VALUE - 8);
        assertThat(sent.payloadPresent()).isEqualTo(PAYLOAD);
    }
}
