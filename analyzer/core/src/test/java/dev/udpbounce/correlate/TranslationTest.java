// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static dev.udpbounce.correlate.Lab.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Evidence;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that quote the outer address of a translator, which did not restore the inner one. */
class TranslationTest {
    private static final String INNER = "192.168.1.10";
    private static final String OUTER = "203.0.113.7";
    private static final String SERVER = "198.51.100.1";
    private static final String TEXT = "an identical beginning of number ";

    private static UdpForge sent(int port, int id, String payload) {
        return Packets.udp4(INNER, port, SERVER, 1060).id(id).payload(payload);
    }

    private static UdpForge outside(int port, int id, String payload) {
        return Packets.udp4(OUTER, port, SERVER, 1060).id(id).payload(payload);
    }

    private static IcmpForge error(UdpForge quoted) {
        return Packets.icmp4(SERVER, INNER, 3, 3).quote(quoted);
    }

    private static IcmpForge cutError(UdpForge quoted) {
        return Packets.icmp4(SERVER, INNER, 3, 3).quoteMinimal(quoted);
    }

    private static String senderOf(Bounce bounce) {
        Send cause = Objects.requireNonNull(bounce.attribution().cause());
        return cause.flow().source() + ":" + cause.flow().sourcePort();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 300})
    void aDatagramIsTheCauseThatDiffersFromTheQuoteInItsSourceAddressAlone(int waiting) {
        Lab lab = new Lab();
        for (int i = 0; i < waiting; i++) {
            lab.see(i, sent(5000, 100 + i, TEXT + i));
        }
        lab.see(waiting, error(outside(5000, 101, TEXT + 1)));
        Bounce bounce = lab.last();
        assertThat(Lab.cause(bounce)).isEqualTo(2);
        assertThat(bounce.attribution().match()).isEqualTo(Match.EXACT);
        assertThat(bounce.attribution().evidence())
                .containsExactly(
                        Evidence.DESTINATION,
                        Evidence.SOURCE_PORT,
                        Evidence.LENGTH,
                        Evidence.PAYLOAD,
                        Evidence.IP_ID,
                        Evidence.CHECKSUM);
        assertThat(bounce.isTranslated()).isTrue();
        assertThat(bounce.keepsSourcePort()).isTrue();
        assertThat(bounce.quoted().flow().source()).hasToString(OUTER);
        assertThat(senderOf(bounce)).isEqualTo(INNER + ":5000");
        assertThat(lab.finish().bounced()).isEqualTo(1);
    }

    @Test
    void isOnlyLikelyWhereTheSourcePortWasTranslatedToo() {
        Lab lab = new Lab();
        lab.see(0, sent(5000, 7, TEXT + 1));
        lab.see(1, Packets.udp4("192.168.1.11", 5001, SERVER, 1060).id(8).payload(TEXT + 2));
        lab.see(2, sent(5002, 8, TEXT + 2));
        lab.see(3, error(outside(61_000, 8, TEXT + 2)));
        Bounce bounce = lab.last();
        assertThat(Lab.cause(bounce)).isEqualTo(3);
        assertThat(bounce.attribution().match()).isEqualTo(Match.TUPLE);
        assertThat(bounce.attribution().evidence())
                .containsExactly(
                        Evidence.DESTINATION, Evidence.LENGTH, Evidence.PAYLOAD, Evidence.IP_ID, Evidence.CHECKSUM);
        assertThat(bounce.keepsSourcePort()).isFalse();
        assertThat(senderOf(bounce)).isEqualTo(INNER + ":5002");
    }

    /** Includes datagrams that were sent after the first such error. */
    @Test
    void severalThatFitAreAmbiguousWhateverTheirPort() {
        Lab lab = new Lab();
        lab.see(0, sent(5000, 0, TEXT));
        lab.see(1, sent(5001, 0, TEXT));
        lab.see(2, error(outside(61_000, 0, TEXT)));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.AMBIGUOUS);
        assertThat(lab.last().attribution().candidateFrames()).containsExactly(1L, 2L);
        lab.see(20 * MILLISECOND, sent(5002, 0, TEXT));
        lab.see(21 * MILLISECOND, error(outside(61_002, 0, TEXT)));
        assertThat(lab.last().attribution().candidateFrames()).containsExactly(1L, 2L, 4L);
        assertThat(Lab.cause(lab.last())).isEqualTo(2);
    }

    @Test
    void anIdOrAPayloadThatDiffersSpeaksAgainstADatagram() {
        Lab lab = new Lab();
        lab.see(0, sent(5000, 7, TEXT + 1));
        lab.see(1, error(outside(5000, 7, TEXT + 2)));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
        lab.see(2, cutError(outside(5000, 8, TEXT + 1)));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
        lab.see(3, error(outside(61_000, 8, TEXT + 1)));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
        lab.see(4, cutError(outside(61_000, 0, TEXT + 1)));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.SPOOFED);
    }

    @Test
    void aQuoteOfEightOctetsIsNoStrongEvidence() {
        Lab lab = new Lab();
        lab.see(0, sent(5000, 7, TEXT + 1));
        lab.see(1, cutError(outside(5000, 7, TEXT + 1)));
        assertThat(Lab.cause(lab.last())).isEqualTo(1);
        assertThat(lab.last().attribution().match()).isEqualTo(Match.TUPLE);
    }

    /** A datagram of another host cannot have caused an error that was sent to this one. */
    @Test
    void theErrorMustHaveGoneToTheHostThatSent() {
        Lab lab = new Lab();
        lab.see(0, Packets.udp4("192.168.1.11", 5000, SERVER, 1060).id(7).payload(TEXT));
        lab.see(1, error(outside(5000, 7, TEXT)));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
    }

    @Test
    void theDatagramThatHasTheQuotedSourceIsPreferred() {
        Lab lab = new Lab();
        lab.see(0, sent(5000, 7, TEXT));
        long outer = lab.see(1, outside(5000, 7, TEXT));
        lab.see(2, error(outside(5000, 7, TEXT)));
        assertThat(Lab.cause(lab.last())).isEqualTo(outer);
        assertThat(lab.last().isTranslated()).isFalse();
    }

    @Test
    void aSecondErrorForTheDatagramIsARepetition() {
        Lab lab = new Lab();
        lab.see(0, sent(5000, 7, TEXT));
        long first = lab.see(1, error(outside(5000, 7, TEXT)));
        lab.see(2, error(outside(5000, 7, TEXT)));
        assertThat(lab.last().attribution().duplicateOf()).isEqualTo(first);
        assertThat(lab.last().isTranslated()).isTrue();
        assertThat(lab.finish().bounced()).isEqualTo(1);
    }

    @Test
    void theTranslatorItselfIsARouterAndNotTheSender() {
        Lab lab = new Lab();
        lab.see(0, sent(5000, 7, TEXT));
        lab.see(1, Packets.icmp4(OUTER, INNER, 11, 0).quote(outside(5000, 7, TEXT)));
        assertThat(lab.last().icmp().reporter()).isEqualTo(Reporter.ROUTER);
    }

    @Test
    void findsTheDatagramInIp6ByItsPayload() {
        Lab lab = new Lab();
        lab.see(0, Packets.udp6("fd00::1", 5000, "2001:db8::53", 53).payload(TEXT + 1));
        lab.see(1, Packets.udp6("fd00::1", 5001, "2001:db8::53", 53).payload(TEXT + 2));
        UdpForge quoted =
                Packets.udp6("2001:db8:9::1", 61_000, "2001:db8::53", 53).payload(TEXT + 2);
        lab.see(2, Packets.icmp6("2001:db8::53", "fd00::1", 1, 4).quote(quoted));
        assertThat(Lab.cause(lab.last())).isEqualTo(2);
        assertThat(lab.last().attribution().match()).isEqualTo(Match.TUPLE);
        assertThat(lab.last().attribution().evidence()).contains(Evidence.CHECKSUM);
    }

    @Test
    void waitsForADatagramThatIsCapturedAfterTheError() {
        Lab lab = new Lab();
        lab.see(0, error(outside(61_000, 7, TEXT)));
        long late = lab.see(MILLISECOND, sent(5000, 7, TEXT));
        assertThat(Lab.cause(lab.last())).isEqualTo(late);
        assertThat(lab.last().precedesCause()).isTrue();
    }
}
