// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Views distinguish lengths that were read from implied ones. */
class ImpliedLengthTest {
    private static final byte[] JUMBO_OPTION = Samples.octets(0xc2, 4, 0, 2, 0, 0);

    private static void implies(Decoded.Sent sent, boolean length, boolean udpLength) {
        assertThat(sent.lengthImplied()).as("length implied").isEqualTo(length);
        assertThat(sent.udpLengthImplied()).as("UDP length implied").isEqualTo(udpLength);
    }

    @Test
    void lengthsThatStandInTheirFieldsAreNotImplied() {
        implies(Decoded.ethernet(Samples.udp4()).datagram(), false, false);
        implies(Decoded.ethernet(Samples.udp6()).datagram(), false, false);
    }

    @ParameterizedTest
    @CsvSource({"20, false", "0, true"})
    void aPacketThatIsToBeSegmentedYetHasNoLengthOfItsOwn(int udpLength, boolean implied) {
        Packet v4 = Samples.udp4().totalLength(0).udpLength(udpLength);
        Packet v6 = Samples.udp6().payloadLength(0).udpLength(udpLength);
        implies(Decoded.ethernet(v4).datagram(), true, implied);
        implies(Decoded.ethernet(v6).datagram(), true, implied);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 19})
    void aTotalLengthBelowTheHeaderIsNotBelieved(int totalLength) {
        Decoded decoded = Decoded.ethernet(Samples.udp4().totalLength(totalLength));
        implies(decoded.datagrams.get(0), true, false);
    }

    @Test
    void aJumbogramHasItsLengthInAnOptionThatImpliesThatOfUdp() {
        Packet jumbogram =
                Samples.udp6().hopByHop(JUMBO_OPTION).payloadLength(0).udpLength(0);
        implies(Decoded.ethernet(jumbogram).datagram(), false, true);
    }

    @Test
    void theNextDatagramIsReadAfresh() {
        Decoded decoded = Decoded.ethernet(Samples.udp4().totalLength(0).udpLength(0));
        decoded.then(1, Samples.udp4().ethernet());
        implies(decoded.datagrams.get(1), false, false);
        decoded.then(1, Samples.udp6().payloadLength(0).udpLength(0).ethernet());
        decoded.then(1, Samples.udp6().ethernet());
        implies(decoded.datagrams.get(3), false, false);
    }

    @Test
    void aUdpLengthThatIsMissingIsNotImplied() {
        for (Packet part :
                List.of(Samples.udp4().totalLength(24), Samples.udp4().totalLength(27))) {
            implies(Decoded.ethernet(part).datagrams.get(0), false, false);
        }
    }

    @Test
    void aQuotedLengthOfZeroImpliesThatTheQuoteIsAllThereIsToGoBy() {
        Decoded.Bounced error4 = Decoded.ethernet(Packets.icmp4("192.0.2.9", "192.0.2.1", 3, 3)
                        .quote(Samples.udp4().totalLength(0).udpLength(0)))
                .error();
        implies(error4.quote(), true, false);
        Decoded.Bounced error6 = Decoded.ethernet(
                        Packets.icmp6("::9", "::1", 1, 4).quote(Samples.udp6().payloadLength(0)))
                .error();
        implies(error6.quote(), true, false);
        implies(
                Decoded.ethernet(Packets.portUnreachable(Samples.udp4()))
                        .error()
                        .quote(),
                false,
                false);
    }
}
