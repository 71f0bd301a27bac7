// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuoteTest {
    private static final int PAYLOAD = 12;
    private static final int UDP = 8;

    /**
     * Returns an error that quotes this many octets, and one that quotes all of them but whose frame was truncated
     * there.
     */
    private static Packet[] quotesOf(Packet cause, int octets) {
        boolean v6 = cause.bytes()[0] >>> 4 == 6;
        IcmpForge error = v6
                ? Packets.icmp6("2001:db8::7", "2001:db8::1", 1, 4)
                : Packets.icmp4("198.51.100.7", "192.0.2.1", 3, 3);
        byte[] whole = error.quote(cause).bytes();
        int header = v6 ? 40 : 20;
        return new Packet[] {error.quote(cause, octets), () -> Samples.cut(whole, header + UDP + octets)};
    }

    /** @param udp octets of UDP that are quoted, header included; more than the datagram has if padded */
    private static void holdsExactly(Decoded.Bounced error, int udp) {
        Decoded.Sent quote = error.quote();
        assertThat(quote.sourcePort()).isEqualTo(udp >= 4 ? 45117 : Datagram.ABSENT);
        assertThat(quote.destinationPort()).isEqualTo(udp >= 4 ? 1060 : Datagram.ABSENT);
        assertThat(quote.udpLength()).isEqualTo(udp >= 6 ? UDP + PAYLOAD : Datagram.ABSENT);
        assertThat(quote.payloadLength()).isEqualTo(udp >= 6 ? PAYLOAD : Datagram.ABSENT);
        assertThat(quote.checksum()).isEqualTo(udp >= 8 ? 0xbeef : Datagram.ABSENT);
        int payload = Math.max(0, Math.min(PAYLOAD, udp - UDP));
        assertThat(quote.payload()).isEqualTo("313233343536373839616263".substring(0, 2 * payload));
        assertThat(error.quoteTruncated()).isEqualTo(udp < UDP + PAYLOAD);
    }

    @Test
    void anIpv4QuoteOfAnyLengthGivesWhatIsThereAndNothingElse() {
        UdpForge cause = Samples.udp4().udpChecksum(0xbeef);
        for (int octets = 0; octets <= 40; octets++) {
            for (Packet packet : quotesOf(cause, octets)) {
                if (octets < 20) {
                    Decoded.ethernet(packet).isRefused("quote_truncated=1 other=1");
                    continue;
                }
                Decoded.Bounced error = Decoded.ethernet(packet).error();
                holdsExactly(error, octets - 20);
                assertThat(error.quote().source()).isEqualTo("192.0.2.1");
                assertThat(error.quote().destination()).isEqualTo("198.51.100.7");
                assertThat(error.quote().ipId()).isEqualTo(1043);
                assertThat(error.quote().ttl()).isEqualTo(63);
            }
        }
    }

    @Test
    void anIpv4QuoteWithOptionsOfAnyLengthGivesWhatIsThere() {
        byte[] options = new byte[40];
        Arrays.fill(options, (byte) 1);
        UdpForge cause = Samples.udp4().options(options).udpChecksum(0xbeef);
        for (int octets = 20; octets <= 80; octets++) {
            for (Packet packet : quotesOf(cause, octets)) {
                holdsExactly(Decoded.ethernet(packet).error(), octets - 60);
            }
        }
    }

    @Test
    void anIpv6QuoteOfAnyLengthGivesWhatIsThereAndNothingElse() {
        UdpForge cause = Samples.udp6().udpChecksum(0xbeef);
        for (int octets = 0; octets <= 60; octets++) {
            for (Packet packet : quotesOf(cause, octets)) {
                if (octets < 40) {
                    Decoded.ethernet(packet).isRefused("quote_truncated=1 other=1");
                    continue;
                }
                Decoded.Bounced error = Decoded.ethernet(packet).error();
                holdsExactly(error, octets - 40);
                assertThat(error.quote().source()).isEqualTo("2001:db8::1");
                assertThat(error.quote().destination()).isEqualTo("2001:db8::7");
                assertThat(error.quote().flowLabel()).isEqualTo(0xabcde);
                assertThat(error.quote().ipId()).isEqualTo(Datagram.ABSENT);
            }
        }
    }

    @Test
    void anIpv6QuoteIsReadThroughTheExtensionHeadersThatAreThere() {
        UdpForge cause = Samples.udp6()
                .destinationOptions(new byte[6])
                .fragmentHeader(0, false, 7)
                .udpChecksum(0xbeef);
        for (int octets = 40; octets <= 76; octets++) {
            for (Packet packet : quotesOf(cause, octets)) {
                if (octets < 56) {
                    Decoded.ethernet(packet).isRefused("ipv6_extension_truncated=1 other=1");
                } else {
                    holdsExactly(Decoded.ethernet(packet).error(), octets - 56);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {28, 40, 41, 42, 68, 128})
    void paddingBehindTheQuotedPacketIsNoPayload(int padded) {
        byte[] cause = Samples.udp4().udpChecksum(0xbeef).bytes();
        Packet error = Packets.icmp4("198.51.100.7", "192.0.2.1", 11, 0)
                .body(Arrays.copyOf(cause, Math.max(cause.length, padded)));
        holdsExactly(Decoded.ethernet(error).error(), UDP + PAYLOAD);
    }

    @ParameterizedTest
    @CsvSource({"0, 12, false", "1, 12, false", "27, 12, false", "28, 0, false", "30, 2, false", "41, 12, true"})
    void theQuotedTotalLengthIsBelievedOnlyIfItLeavesRoomForUdp(int totalLength, int payload, boolean truncated) {
        Decoded.Bounced error = Decoded.ethernet(Packets.icmp4("198.51.100.7", "192.0.2.1", 3, 3)
                        .quote(Samples.udp4().totalLength(totalLength)))
                .error();
        assertThat(error.quote().payloadPresent()).isEqualTo(payload);
        assertThat(error.quote().udpLength()).isEqualTo(20);
        assertThat(error.quoteTruncated()).isEqualTo(truncated);
    }

    @Test
    void aQuotedTotalLengthOfZeroLeavesItToUdpWhetherTheQuoteIsWhole() {
        Packet cause = Samples.udp4().totalLength(0);
        assertThat(Decoded.ethernet(
                                Packets.icmp4("192.0.2.9", "192.0.2.1", 3, 3).quote(cause, 39))
                        .error()
                        .quoteTruncated())
                .isTrue();
    }

    @Test
    void lengthsOfZeroInAQuoteImplyNothing() {
        Decoded.Bounced error = Decoded.ethernet(Packets.icmp4("198.51.100.7", "192.0.2.1", 3, 3)
                        .quote(Samples.udp4().totalLength(0).udpLength(0)))
                .error();
        assertThat(error.quote().udpLength()).isZero();
        assertThat(error.quote().payload()).isEmpty();
        assertThat(error.quoteTruncated()).isFalse();
    }

    @Test
    void aQuotedJumbogramHasTheLengthOfItsOption() {
        byte[] jumboOption = Samples.octets(0xc2, 4, 0, 2, 0, 0); // 131072
        Packet cause = Samples.udp6().hopByHop(jumboOption).payloadLength(0).udpLength(0);
        Decoded.Bounced error =
                Decoded.ethernet(Packets.icmp6("::9", "::1", 2, 0).quote(cause)).error();
        assertThat(error.quote().udpLength()).isEqualTo(131072 - 8);
        assertThat(error.quote().payloadPresent()).isEqualTo(PAYLOAD);
        assertThat(error.quoteTruncated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 9, 65535})
    void aStrangeQuotedUdpLengthIsDeliveredAsItIs(int length) {
        Decoded.Bounced error = Decoded.ethernet(Packets.icmp4("198.51.100.7", "192.0.2.1", 3, 3)
                        .quote(Samples.udp4().udpLength(length)))
                .error();
        assertThat(error.quote().udpLength()).isEqualTo(length);
        assertThat(error.quote().payloadPresent()).isEqualTo(length == 65535 ? PAYLOAD : Math.max(0, length - 8));
    }

    @Test
    void whatIsRewrittenOnTheWayIsNotJudged() {
        assertThat(Decoded.ethernet(Packets.icmp4("192.0.2.9", "192.0.2.1", 11, 0)
                                .quote(Samples.udp4()
                                        .ttl(0)
                                        .headerChecksum(0xdead)
                                        .udpChecksum(1)))
                        .error()
                        .quote()
                        .ttl())
                .isZero();
    }

    @Test
    void aQuotedFirstFragmentIsDelivered() {
        Packet first = Packets.udp4("192.0.2.1", 7, "192.0.2.2", 8)
                .payloadOfSize(3000)
                .fragments(1500)
                .get(0);
        Decoded.Bounced error = Decoded.ethernet(
                        Packets.icmp4("192.0.2.9", "192.0.2.1", 11, 0).quote(first, 548))
                .error();
        assertThat(error.quote().fragment()).isTrue();
        assertThat(error.quote().udpLength()).isEqualTo(3008);
        assertThat(error.quote().payloadPresent()).isEqualTo(548 - 28);
        Packet first6 = Samples.udp6().fragmentHeader(0, true, 7);
        assertThat(Decoded.ethernet(Packets.icmp6("::9", "::1", 3, 0).quote(first6))
                        .error()
                        .quote()
                        .fragment())
                .isTrue();
    }

    @Test
    void aQuotedLaterFragmentIsAnotherError() {
        Packet later = Samples.udp4().fragmentOffset(1480);
        Decoded.ethernet(Packets.icmp4("192.0.2.9", "192.0.2.1", 11, 0).quote(later))
                .isRefused("other=1");
        Packet later6 = Samples.udp6().fragmentHeader(1232, false, 7);
        Decoded.ethernet(Packets.icmp6("::9", "::1", 3, 0).quote(later6)).isRefused("other=1");
    }

    @Test
    void aQuoteOfAnotherProtocolIsAnotherError() {
        for (int protocol : new int[] {1, 4, 6, 41, 47, 50, 132}) {
            Packet cause = Packets.ip4("192.0.2.1", "192.0.2.2", protocol)
                    .payload(Samples.udp4().bytes());
            Decoded.ethernet(Packets.error("192.0.2.9", Samples.udp4(), 3, 2).quote(cause))
                    .isRefused("other=1");
        }
        for (int protocol : new int[] {4, 6, 41, 47, 50, 58, 59}) {
            Packet cause =
                    Packets.ip6("::1", "::2", protocol).payload(Samples.udp6().bytes());
            Decoded.ethernet(Packets.icmp6("::9", "::1", 1, 0).quote(cause)).isRefused("other=1");
        }
    }

    @Test
    void anErrorThatQuotesAnErrorIsAnotherErrorAndAttributedToNobody() {
        IcmpForge inner = Packets.portUnreachable(Samples.udp4());
        Decoded.ethernet(Packets.error("192.0.2.9", inner, 3, 1)).isRefused("other=1");
        IcmpForge inner6 = Packets.portUnreachable(Samples.udp6());
        Decoded.ethernet(Packets.error("2001:db8::9", inner6, 1, 0)).isRefused("other=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 6, 7, 15})
    void aQuoteOfAnotherIpVersionIsMalformed(int version) {
        Decoded.ethernet(Packets.icmp4("192.0.2.9", "192.0.2.1", 3, 3)
                        .quote(Samples.udp4().version(version)))
                .isRefused("bad_quote=1 other=1");
        Decoded.ethernet(Packets.icmp6("::9", "::1", 1, 4).quote(Samples.udp6().version(version == 6 ? 4 : version)))
                .isRefused("bad_quote=1 other=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aQuotedHeaderLengthBelowFiveWordsIsMalformed(int words) {
        Decoded.ethernet(Packets.icmp4("192.0.2.9", "192.0.2.1", 3, 3)
                        .quote(Samples.udp4().ihl(words)))
                .isRefused("bad_quote=1 other=1");
    }

    @Test
    void aQuotedHeaderLengthBeyondTheQuoteLeavesTheAddresses() {
        Decoded.Bounced error = Decoded.ethernet(Packets.icmp4("192.0.2.9", "192.0.2.1", 3, 3)
                        .quote(Samples.udp4().ihl(15)))
                .error();
        assertThat(error.quote().destination()).isEqualTo("198.51.100.7");
        assertThat(error.quote().sourcePort()).isEqualTo(Datagram.ABSENT);
        assertThat(error.quoteTruncated()).isTrue();
    }

    @Test
    void moreThanSixteenQuotedExtensionHeadersAreMalformed() {
        UdpForge cause = Samples.udp6();
        for (int i = 0; i < 17; i++) {
            cause.destinationOptions(new byte[6]);
        }
        Decoded.ethernet(Packets.icmp6("::9", "::1", 1, 4).quote(cause)).isRefused("too_many_layers=1 other=1");
    }

    @Test
    void theQuoteOfTheExperimentIsWhole() {
        UdpForge cause = Packets.udp4("127.0.0.1", 45117, "127.0.0.1", 1060)
                .id(1043)
                .df()
                .payload("123");
        Decoded.Bounced error = Decoded.frame(
                        LinkType.EN10MB, Packets.portUnreachable(cause).ethernet())
                .error();
        assertThat(error.quote().payload()).isEqualTo("313233");
        assertThat(error.quote().payloadLength()).isEqualTo(3);
        assertThat(error.quoteTruncated()).isFalse();
    }
}
