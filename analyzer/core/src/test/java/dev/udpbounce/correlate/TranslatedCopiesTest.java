// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static dev.udpbounce.correlate.Lab.MILLISECOND;
import static dev.udpbounce.correlate.Lab.SECOND;
import static dev.udpbounce.render.Samples.ip4;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.event.Translation;
import dev.udpbounce.event.Translation.Certainty;
import dev.udpbounce.event.Translation.Sign;
import dev.udpbounce.fixtures.Links;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams that are seen before and after the translation of their addresses, on a router captured on "any". */
class TranslatedCopiesTest {
    private static final long START = 1_600_000_000_000_000_000L;
    private static final int SLL2 = 276;
    private static final int TO_US = 0;
    private static final int FROM_US = 4;
    private static final int INSIDE = 8;
    private static final int OUTSIDE = 9;
    private static final String INNER = "10.0.0.7";
    private static final String OTHER = "10.0.0.8";
    private static final String OUTER = "192.0.2.1";
    private static final String SERVER = "198.51.100.1";
    private static final String PAYLOAD = "an ordinary payload";

    private final Lab lab = new Lab();
    private final Origin any = new Origin(0, "any.pcap", null, SLL2, 0, 9);

    private static UdpForge udp(String source, int port, String destination, int to, int id, int ttl) {
        return Packets.udp4(source, port, destination, to).id(id).ttl(ttl).payload(PAYLOAD);
    }

    private static UdpForge inside(int id) {
        return udp(INNER, 40_000, SERVER, 53, id, 64);
    }

    private static UdpForge outside(int id) {
        return udp(OUTER, 40_122, SERVER, 53, id, 63);
    }

    private long in(long timeNs, Packet packet, int interfaceIndex) {
        return lab.see(timeNs, Links.sll2(packet, TO_US, interfaceIndex), any);
    }

    private long out(long timeNs, Packet packet, int interfaceIndex) {
        return lab.see(timeNs, Links.sll2(packet, FROM_US, interfaceIndex), any);
    }

    /** Sees a datagram on both sides. */
    private void pass(long timeNs, UdpForge before, UdpForge after) {
        in(timeNs, before, INSIDE);
        out(timeNs + 10_000, after, OUTSIDE);
    }

    private Translation translation() {
        Send cause = Objects.requireNonNull(lab.last().attribution().cause());
        assertThat(cause.sightings()).hasSize(1);
        return Objects.requireNonNull(cause.sightings().get(0).translation());
    }

    @Test
    void countsADatagramOnceAndTellsItsAddressesAfterTheTranslation() {
        pass(START, inside(7), outside(7));
        in(START + MILLISECOND, Packets.portUnreachable(outside(7)), OUTSIDE);
        out(START + MILLISECOND + 5_000, Packets.portUnreachable(inside(7)), INSIDE);

        assertThat(lab.bounces()).hasSize(2);
        assertThat(lab.bounces()).extracting(Lab::cause).containsOnly(1L);
        assertThat(lab.bounces())
                .extracting(each -> each.attribution().duplicateOf())
                .containsExactly(0L, 3L);
        Bounce first = lab.bounces().get(0);
        assertThat(first.attribution().match()).isEqualTo(Match.EXACT);
        assertThat(first.isTranslated()).isFalse();
        assertThat(first.datagramFlow().source()).hasToString(INNER);
        assertThat(first.socketFlow()).isEqualTo(first.datagramFlow());
        SendSighting here = Objects.requireNonNull(first.attribution().causeHere());
        assertThat(here.frame()).isEqualTo(2);
        Translation translation = Objects.requireNonNull(here.translation());
        assertThat(translation.flow().source()).hasToString(OUTER);
        assertThat(translation.flow().sourcePort()).isEqualTo(40_122);
        assertThat(translation.certainty()).isEqualTo(Certainty.EXACT);
        assertThat(translation.evidence())
                .containsExactlyInAnyOrder(Sign.DESTINATION, Sign.LENGTH, Sign.PAYLOAD, Sign.IP_ID, Sign.HOP);
        Counts counts = lab.finish();
        assertThat(counts.sends()).isEqualTo(1);
        assertThat(counts.sightings()).isEqualTo(1);
        assertThat(counts.bounced()).isEqualTo(1);
    }

    @Test
    void anErrorOfWhichOnlyTheOuterSideIsSeenIsAboutTheDatagram() {
        pass(START, inside(7), outside(7));
        in(START + MILLISECOND, Packets.portUnreachable(outside(7)), OUTSIDE);

        assertThat(Lab.cause(lab.last())).isEqualTo(1);
        assertThat(lab.correlator.destinations()).singleElement().satisfies(row -> {
            assertThat(row.sends().count()).isEqualTo(1);
            assertThat(row.sends().bounced()).isEqualTo(1);
        });
    }

    @Test
    void aTranslatedDestinationIsThatOfTheFirstFrame() {
        pass(START, udp(INNER, 40_000, "10.96.0.10", 53, 7, 64), udp(INNER, 40_000, "10.0.1.9", 5353, 7, 63));
        in(START + MILLISECOND, Packets.portUnreachable(udp(INNER, 40_000, "10.0.1.9", 5353, 7, 63)), OUTSIDE);

        assertThat(translation().evidence()).contains(Sign.SOURCE).doesNotContain(Sign.DESTINATION);
        assertThat(lab.correlator.destinations()).singleElement().satisfies(row -> {
            assertThat(row.address()).hasToString("10.96.0.10");
            assertThat(row.port()).isEqualTo(53);
            assertThat(row.sends().count()).isEqualTo(1);
        });
    }

    @Test
    void isLikelyIfBothEndsAreTranslated() {
        UdpForge after = udp(OUTER, 40_122, "10.0.1.9", 5353, 7, 63);
        pass(START, udp(INNER, 40_000, "10.96.0.10", 53, 7, 64), after);
        in(START + MILLISECOND, Packets.portUnreachable(after), OUTSIDE);

        assertThat(translation().certainty()).isEqualTo(Certainty.LIKELY);
        assertThat(lab.last().attribution().match()).isEqualTo(Match.TUPLE);
    }

    @Test
    void isLikelyWithoutAnIdentificationIfThePortIsKept() {
        UdpForge after = udp(OUTER, 40_000, SERVER, 53, 0, 63);
        pass(START, inside(0), after);
        in(START + MILLISECOND, Packets.portUnreachable(after), OUTSIDE);

        assertThat(translation().certainty()).isEqualTo(Certainty.LIKELY);
        assertThat(translation().evidence()).contains(Sign.SOURCE_PORT).doesNotContain(Sign.IP_ID);
    }

    @Test
    void knowsATranslationOnceItWasSeen() {
        pass(START, inside(7), outside(7));
        // The id is 0 and a second has nearly passed: that alone would prove nothing.
        in(START + SECOND, inside(0), INSIDE);
        out(START + SECOND + 900 * MILLISECOND, outside(0), OUTSIDE);

        assertThat(lab.finish().sends()).isEqualTo(2);
    }

    @Test
    void anAnswerIsOneDatagramAndAnswersTheFirstFrame() {
        Lab all = new Lab(60 * SECOND, Lab.MEMORY, Follow.ALL);
        UdpForge answer = udp(SERVER, 53, OUTER, 40_122, 9, 60);
        UdpForge translated = udp(SERVER, 53, INNER, 40_000, 9, 59);
        all.see(START, Links.sll2(inside(7), TO_US, INSIDE), any);
        all.see(START + 1, Links.sll2(outside(7), FROM_US, OUTSIDE), any);
        all.see(START + MILLISECOND, Links.sll2(answer, TO_US, OUTSIDE), any);
        all.see(START + MILLISECOND + 1, Links.sll2(translated, FROM_US, INSIDE), any);

        Counts counts = all.finish();
        assertThat(counts.sends()).isEqualTo(2);
        assertThat(counts.answered()).isEqualTo(1);
        assertThat(all.verdicts)
                .contains(new Lab.Verdict(1, Outcome.ANSWERED, 0, 3))
                .contains(new Lab.Verdict(3, Outcome.NO_ERROR_SEEN, 0, 0));
    }

    @Test
    void doesNotFoldWhatALocalProgramPassesOn() {
        // A proxy sends a new datagram: its time to live starts again.
        pass(START, inside(0), udp(OUTER, 40_000, SERVER, 53, 0, 64));

        assertThat(lab.finish().sends()).isEqualTo(2);
    }

    @Test
    void doesNotFoldWhatFitsTwoFlows() {
        in(START, inside(7), INSIDE);
        in(START + 1, udp(OTHER, 40_000, SERVER, 53, 7, 64), INSIDE);
        out(START + 2, outside(7), OUTSIDE);

        assertThat(lab.finish().sends()).isEqualTo(3);
    }

    @Test
    void doesNotFoldTwoThatComeIn() {
        in(START, inside(7), INSIDE);
        in(START + 1, udp(OTHER, 40_000, SERVER, 53, 7, 63), OUTSIDE);

        assertThat(lab.finish().sends()).isEqualTo(2);
    }

    @Test
    void doesNotFoldADatagramThatWentOnUntranslated() {
        pass(START, inside(7), udp(INNER, 40_000, SERVER, 53, 7, 63));
        out(START + 20_000, outside(7), OUTSIDE);

        assertThat(lab.finish().sends()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "length", "payload", "hops", "time"})
    void doesNotFoldWhatDiffers(String feature) {
        UdpForge after = outside(feature.equals("id") ? 8 : 7);
        switch (feature) {
            case "length" -> after.payload(PAYLOAD + "s");
            case "payload" -> after.payload(PAYLOAD.replace('y', 'Y'));
            case "hops" -> after.ttl(62);
            default -> {}
        }
        in(START, inside(7), INSIDE);
        out(START + (feature.equals("time") ? SECOND + 1 : 10_000), after, OUTSIDE);

        assertThat(lab.finish().sends()).isEqualTo(2);
    }

    @Test
    void foldsTheFirstDatagramsOfTwoInterfacesToo() {
        lab.see(START, inside(7), 0);
        lab.see(START + 10_000, outside(7), 1);

        assertThat(lab.finish().sends()).isEqualTo(1);
    }

    @Test
    void doesNotFoldAcrossCapturesAsTheirClocksDiffer() {
        lab.see(START, inside(7).bytes(), new Origin(0, "inside.pcap", null, 101, 0, 9));
        lab.see(START + 10_000, outside(7).bytes(), new Origin(1, "outside.pcap", null, 101, 0, 9));

        assertThat(lab.finish().sends()).isEqualTo(2);
    }

    @Test
    void errorsOfDatagramsThatAreAlikeComeOnceEach() {
        for (int i = 0; i < 3; i++) {
            pass(START + i * 20_000L, inside(7 + i), outside(7 + i));
        }
        for (int i = 0; i < 3; i++) {
            in(START + MILLISECOND + i * 20L, Packets.portUnreachable(outside(7 + i)), OUTSIDE);
            out(START + MILLISECOND + i * 20L + 10, Packets.portUnreachable(inside(7 + i)), INSIDE);
        }

        assertThat(lab.bounces()).extracting(Lab::cause).containsExactly(1L, 1L, 3L, 3L, 5L, 5L);
        assertThat(lab.finish().bounced()).isEqualTo(3);
    }

    @Test
    void anErrorThatIsNotTranslatedBackIsStillRecognizedAsSuch() {
        pass(START, inside(7), outside(7));
        in(START + MILLISECOND, Packets.icmp4(SERVER, INNER, 3, 3).quote(outside(7)), OUTSIDE);

        Bounce bounce = lab.last();
        assertThat(Lab.cause(bounce)).isEqualTo(1);
        assertThat(bounce.isTranslated()).isTrue();
        assertThat(bounce.socketFlow()).isEqualTo(bounce.quoted().flow());
    }

    @Test
    void manyTranslationsTakeNoMoreThanTheirMemory() {
        Lab small = new Lab(60 * SECOND, 1 << 20, Follow.BOUNCED);
        int flows = 4_000;
        for (int i = 0; i < flows; i++) {
            UdpForge before = udp(INNER, 20_000 + i, SERVER, 53, 1 + i, 64);
            UdpForge after = udp(OUTER, 30_000 + i, SERVER, 53, 1 + i, 63);
            small.see(START + i * MILLISECOND, Links.sll2(before, TO_US, INSIDE), any);
            small.see(START + i * MILLISECOND + 1, Links.sll2(after, FROM_US, OUTSIDE), any);
        }

        Counts counts = small.finish();
        assertThat(counts.sends()).isEqualTo(flows);
        assertThat(counts.sightings()).isEqualTo(flows);
        assertThat(counts.evicted()).isPositive();
    }

    @Test
    void namesNoTranslationOfOrdinarySightings() {
        in(START, inside(7), INSIDE);
        out(START + 1, udp(INNER, 40_000, SERVER, 53, 7, 63), OUTSIDE);
        in(START + MILLISECOND, Packets.portUnreachable(inside(7)), OUTSIDE);

        List<SendSighting> sightings =
                Objects.requireNonNull(lab.last().attribution().cause()).sightings();
        assertThat(sightings).singleElement().satisfies(each -> assertThat(each.translation())
                .isNull());
    }

    /** The kernel says that what goes out is, before, what came in. */
    private void knowTheTranslation() {
        Flow before = new Flow(ip4(10, 0, 0, 7), 40_000, ip4(10, 96, 0, 10), 53);
        Flow after = new Flow(ip4(192, 0, 2, 1), 40_122, ip4(10, 0, 1, 9), 5353);
        Map<Flow, Flow> known = Map.of(after, before, before.reversed(), after.reversed());
        lab.correlator.ask((seen, origin, timeNs) -> origin.equals(any) ? known.get(seen) : null);
    }

    private static UdpForge unlike(String payload, boolean translated) {
        UdpForge forged = translated
                ? Packets.udp4(OUTER, 40_122, "10.0.1.9", 5353).ttl(63)
                : Packets.udp4(INNER, 40_000, "10.96.0.10", 53).ttl(64);
        return forged.id(0).payload(payload);
    }

    @Test
    void isKnownIfTheKernelSaysSo() {
        knowTheTranslation();
        for (int i = 0; i < 2; i++) {
            String payload = String.valueOf(i);
            pass(START + i * MILLISECOND, unlike(payload, false), unlike(payload, true));
            in(START + i * MILLISECOND + 20_000, Packets.portUnreachable(unlike(payload, true)), OUTSIDE);

            assertThat(translation().certainty()).isEqualTo(Certainty.KNOWN);
            assertThat(translation().evidence()).isEmpty();
            assertThat(Lab.cause(lab.last())).isEqualTo(1 + i * 3L);
        }
        assertThat(lab.bounces()).extracting(each -> each.attribution().match()).containsOnly(Match.EXACT);
        UdpForge answer = Packets.udp4("10.0.1.9", 5353, OUTER, 40_122).id(0).ttl(60);
        UdpForge translated =
                Packets.udp4("10.96.0.10", 53, INNER, 40_000).id(0).ttl(59);
        in(START + 3 * MILLISECOND, answer.payload("a"), OUTSIDE);
        out(START + 3 * MILLISECOND + 1, translated.payload("a"), INSIDE);
        assertThat(lab.finish().sends()).isEqualTo(3);
    }

    @Test
    void whatTheKernelSaysDoesNotMakeOneOfTwoDatagrams() {
        knowTheTranslation();
        pass(START, unlike("q", false), unlike("r", true));

        assertThat(lab.finish().sends()).isEqualTo(2);
    }

    @Test
    void whatWasTranslatedTwiceIsOneDatagram() {
        knowTheTranslation();
        UdpForge inner = Packets.udp4("172.17.0.2", 40_000, "10.96.0.10", 53);
        in(START, inner.id(7).ttl(65).payload(PAYLOAD), 6);
        out(START + 1, udp(INNER, 40_000, "10.96.0.10", 53, 7, 64), 7);
        pass(START + 10_000, udp(INNER, 40_000, "10.96.0.10", 53, 7, 64), udp(OUTER, 40_122, "10.0.1.9", 5353, 7, 63));

        Counts counts = lab.finish();
        assertThat(counts.sends()).isEqualTo(1);
        assertThat(counts.sightings()).isEqualTo(3);
    }
}
