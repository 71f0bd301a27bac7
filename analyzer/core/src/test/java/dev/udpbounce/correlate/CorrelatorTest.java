// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static dev.udpbounce.correlate.Lab.MILLISECOND;
import static dev.udpbounce.correlate.Lab.SECOND;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Evidence;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelatorTest {
    private static final long START = 1_524_000_000 * SECOND;

    private final Lab lab = new Lab();

    private static UdpForge datagram(int id, String payload) {
        return Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53).id(id).payload(payload);
    }

    @Test
    void namesTheOnlyDatagramAsTheExactCause() {
        lab.bounce(START, datagram(7, "ask"));

        Bounce bounce = lab.last();
        assertThat(bounce.attribution().match()).isEqualTo(Match.EXACT);
        assertThat(Lab.cause(bounce)).isEqualTo(1);
        assertThat(bounce.delayNs()).isEqualTo(10_000);
        assertThat(bounce.attribution().evidence())
                .containsExactlyInAnyOrder(
                        Evidence.TUPLE, Evidence.LENGTH, Evidence.PAYLOAD, Evidence.IP_ID, Evidence.CHECKSUM);
        assertThat(bounce.icmp().reporter()).isEqualTo(Reporter.DESTINATION);
        assertThat(lab.verdicts).containsExactly(new Lab.Verdict(1, Outcome.BOUNCED, 2, 0));
    }

    @Test
    void doesNotTakeACertainErrorForTheRepetitionOfAGuess() {
        lab.see(START, datagram(7, "same"));
        lab.see(START + 1, Packets.icmp4("10.0.0.2", "10.0.0.1", 3, 3).quoteMinimal(datagram(6, "same")));
        lab.see(START + 2, Packets.icmp4("10.0.0.2", "10.0.0.1", 3, 3).quoteMinimal(datagram(7, "same")));
        lab.see(START + 3, Packets.icmp4("10.0.0.2", "10.0.0.1", 3, 3).quoteMinimal(datagram(7, "same")));

        assertThat(lab.bounces())
                .extracting(bounce -> bounce.attribution().match())
                .containsExactly(Match.TUPLE, Match.EXACT, Match.EXACT);
        assertThat(lab.bounces()).extracting(Lab::cause).containsOnly(1L);
        assertThat(lab.bounces())
                .extracting(bounce -> bounce.attribution().duplicateOf())
                .containsExactly(0L, 0L, 3L);
        assertThat(lab.finish().bounced()).isEqualTo(1);
        assertThat(lab.verdicts).containsExactly(new Lab.Verdict(1, Outcome.BOUNCED, 2, 0));
    }

    @Test
    void prefersPayloadOverId() {
        lab.see(START, datagram(7, "one"));
        lab.see(START + 1, datagram(8, "two"));
        lab.see(START + 2, Packets.portUnreachable(datagram(9, "one")));

        assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
        assertThat(Lab.cause(lab.last())).isEqualTo(1);
    }

    @Test
    void tellsDatagramsOfOnePayloadApartByTheirIds() {
        for (int id = 1; id <= 5; id++) {
            lab.see(START + id, datagram(id, "same"));
        }
        lab.see(START + 9, Packets.portUnreachable(datagram(3, "same")));

        assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
        assertThat(Lab.cause(lab.last())).isEqualTo(3);
    }

    @Test
    void knowsAnIdWhoseOctetsWereSwapped() {
        lab.see(START, datagram(0x1234, "same"));
        lab.see(START, datagram(0x1235, "same"));
        lab.see(START, Packets.portUnreachable(datagram(0x3512, "same")));

        assertThat(Lab.cause(lab.last())).isEqualTo(2);
    }

    @Test
    void callsDatagramsAmbiguousThatTheQuoteCannotTellApart() {
        for (int i = 0; i < 3; i++) {
            lab.see(START + i, datagram(0, "same"));
        }
        for (int i = 0; i < 3; i++) {
            lab.see(START + SECOND + i, Packets.portUnreachable(datagram(0, "same")));
        }

        assertThat(lab.bounces())
                .extracting(bounce -> bounce.attribution().match())
                .containsOnly(Match.AMBIGUOUS);
        assertThat(lab.bounces())
                .extracting(bounce -> bounce.attribution().candidates())
                .containsOnly(3L);
        assertThat(lab.bounces())
                .extracting(bounce -> bounce.attribution().candidateFrames())
                .containsOnly(List.of(1L, 2L, 3L));
        assertThat(lab.bounces()).extracting(Lab::cause).containsExactly(1L, 2L, 3L);
        assertThat(lab.finish().bounced()).isEqualTo(3);
    }

    @Test
    void listsSixteenCandidatesAndThePreferredOneAmongThem() {
        for (int i = 0; i < 40; i++) {
            lab.see(START + i, datagram(0, "same"));
        }
        for (int i = 0; i < 30; i++) {
            lab.see(START + SECOND + i, Packets.portUnreachable(datagram(0, "same")));
        }

        assertThat(lab.bounces()).allSatisfy(bounce -> {
            assertThat(bounce.attribution().candidates()).isEqualTo(40);
            assertThat(bounce.attribution().candidateFrames()).hasSize(16).isSorted();
            assertThat(bounce.attribution().candidateFrames()).contains(Lab.cause(bounce));
        });
    }

    @Test
    void countsASecondErrorForOneDatagramAsDuplicate() {
        lab.bounce(START, datagram(7, "ask"));
        lab.see(START + SECOND, Packets.portUnreachable(datagram(7, "ask")));

        assertThat(lab.last().attribution().duplicateOf()).isEqualTo(2);
        assertThat(Lab.cause(lab.last())).isEqualTo(1);
        assertThat(lab.finish().bounced()).isEqualTo(1);
    }

    @Test
    void rejectsADatagramWhosePayloadContradictsTheQuote() {
        lab.see(START, datagram(7, "one"));
        lab.see(START + 1, Packets.portUnreachable(datagram(7, "two")));

        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
        assertThat(lab.last().attribution().cause()).isNull();
    }

    @Test
    void rejectsADatagramOfAnotherLength() {
        lab.see(START, datagram(7, "one"));
        lab.see(START + 20 * SECOND, Packets.portUnreachable(datagram(7, "three")));

        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.UNSEEN);
    }

    @Test
    void callsACauseTupleWhenNothingButAddressesPortsAndLengthAgree() {
        UdpForge sent = datagram(0, "ask").noChecksum();
        lab.see(START, sent);
        lab.see(START + 1, Packets.icmp4("10.0.0.2", "10.0.0.1", 3, 3).quoteMinimal(sent));

        assertThat(lab.last().attribution().match()).isEqualTo(Match.TUPLE);
        assertThat(lab.last().attribution().evidence()).containsExactlyInAnyOrder(Evidence.TUPLE, Evidence.LENGTH);
    }

    @Test
    void givesEveryOrphanItsReason() {
        UdpForge never = datagram(1, "never");
        lab.see(START, datagram(9, "other one"));
        lab.see(START + SECOND, Packets.portUnreachable(Packets.udp4("10.0.0.1", 1, "10.0.0.2", 53)));
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.BEFORE_CAPTURE);
        lab.see(START + 30 * SECOND, Packets.portUnreachable(Packets.udp4("10.0.0.1", 1, "10.0.0.2", 53)));
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.UNSEEN);
        lab.see(START + 31 * SECOND, Packets.error("10.0.0.1", never, 3, 13));
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.LOCAL_REJECT);
        lab.see(
                START + 32 * SECOND,
                Packets.icmp4("10.0.0.2", "10.0.0.77", 3, 3).quoteLikeLinux(never));
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.SPOOFED);
        lab.see(START + 100 * SECOND, Packets.portUnreachable(datagram(9, "other one")));
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.EXPIRED);
    }

    @Test
    void expiresADatagramAtTheExpiryTimeAndNotBefore() {
        lab.see(START, datagram(1, "a"));
        lab.see(START + 60 * SECOND - 1, Packets.portUnreachable(datagram(1, "a")));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);

        lab.see(START + 100 * SECOND, datagram(2, "b"));
        lab.see(START + 160 * SECOND, Packets.portUnreachable(datagram(2, "b")));
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.EXPIRED);
        assertThat(lab.finish().expired()).isEqualTo(1);
    }

    @Test
    void countsDatagramsBeforeAReplyAsAnswered() {
        lab.see(START, datagram(1, "a"));
        lab.see(START + 1, datagram(2, "b"));
        lab.see(START + 2, Packets.udp4("10.0.0.2", 53, "10.0.0.1", 4000).payload("reply"));
        lab.see(START + 3, datagram(3, "c"));

        Counts counts = lab.finish();
        assertThat(counts.answered())
                .as("both questions, and the reply by the third")
                .isEqualTo(3);
        assertThat(counts.noErrorSeen()).isEqualTo(1);
    }

    @Test
    void countsABouncedDatagramAsBouncedThoughAReplyFollows() {
        lab.see(START, datagram(1, "a"));
        lab.see(START + 1, Packets.udp4("10.0.0.2", 53, "10.0.0.1", 4000).payload("reply"));
        lab.see(START + 2, Packets.portUnreachable(datagram(1, "a")));
        lab.bounce(START + 3, datagram(2, "b"));
        lab.see(START + SECOND, Packets.udp4("10.0.0.2", 53, "10.0.0.1", 4000).payload("reply"));

        Counts counts = lab.finish();
        assertThat(counts.bounced()).isEqualTo(2);
        assertThat(counts.answered())
                .as("the first reply, by the second question")
                .isEqualTo(1);
        assertThat(counts.noErrorSeen()).isEqualTo(1);
    }

    @Test
    void explainsSilenceTowardsAPortThatIsKnownClosed() {
        lab.see(START, datagram(1, "before"));
        lab.bounce(START + 59 * SECOND, datagram(2, "bounced"));
        lab.see(START + 60 * SECOND, datagram(3, "after"));
        lab.see(START + 120 * SECOND, datagram(4, "too late"));
        lab.see(
                START + 60 * SECOND,
                Packets.udp4("10.0.0.1", 4001, "10.0.0.2", 53).payload("another socket"));

        Counts counts = lab.finish();
        assertThat(counts.bounced()).isEqualTo(1);
        assertThat(counts.suppressed()).isEqualTo(2);
        assertThat(counts.noErrorSeen())
                .as("the one before the error, and the one too late")
                .isEqualTo(2);
        assertThat(lab.correlator.destinations()).singleElement().satisfies(destination -> {
            assertThat(destination.sends().count()).isEqualTo(5);
            assertThat(destination.errors().flows()).as("flows with an error").isEqualTo(1);
            assertThat(destination.sends().suppressed()).isEqualTo(2);
        });
    }

    @Test
    void doesNotExplainSilenceOnceThePortWasHeardFrom() {
        lab.bounce(START, datagram(1, "bounced"));
        lab.see(START + SECOND, Packets.udp4("10.0.0.2", 53, "10.0.0.9", 9).payload("alive"));
        lab.see(START + 2 * SECOND, datagram(2, "after"));

        assertThat(lab.finish().suppressed()).isZero();
    }

    @Test
    void neverExplainsSilenceOnLoopback() {
        UdpForge first = Packets.udp4("127.0.0.1", 4000, "127.0.0.1", 53).payload("a");
        lab.bounce(START, first);
        lab.see(START + 1, Packets.udp4("127.0.0.1", 4000, "127.0.0.1", 53).payload("b"));

        assertThat(lab.finish().suppressed()).isZero();
    }

    @Test
    void aGuessLeavesTheDepthOfTheDatagramAsItIs() {
        Lab all = new Lab(60 * SECOND, Lab.MEMORY, Follow.ALL);
        List<Integer> depths = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            all.see(START + i, datagram(0, "same"));
        }
        for (int i = 0; i < 3; i++) {
            all.see(START + SECOND + i, Packets.portUnreachable(datagram(0, "same")));
            depths.add(requireNonNull(all.last().attribution().cause()).depth());
        }

        assertThat(depths).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void knowsPacketsAgainThatWaitedBehindManyOthers(int firstId) {
        int many = 40;
        for (int origin = 0; origin < 2; origin++) {
            for (int i = 0; i < many; i++) {
                lab.see(START + origin * MILLISECOND + i, datagram(firstId * (i + 1), "same"), origin);
            }
        }
        for (int origin = 1; origin >= 0; origin--) {
            for (int i = 0; i < many; i++) {
                IcmpForge error = Packets.portUnreachable(datagram(firstId * (i + 1), "same"));
                lab.see(START + 9 * MILLISECOND, error, origin);
            }
        }

        assertThat(lab.finish().sends()).isEqualTo(many);
        assertThat(lab.bounces().subList(0, many))
                .extracting(bounce -> bounce.attribution().duplicateOf())
                .containsOnly(0L);
        assertThat(lab.bounces().subList(many, 2 * many))
                .extracting(bounce -> bounce.attribution().duplicateOf())
                .containsExactlyElementsOf(lab.bounces().subList(0, many).stream()
                        .map(bounce -> bounce.sighting().frame())
                        .toList());
        assertThat(lab.bounces())
                .extracting(bounce -> bounce.attribution().candidates())
                .containsOnly(firstId == 0 ? (long) many : 1L);
    }

    @Test
    void foldsASecondSightingAtAnotherInterface() {
        UdpForge sent = datagram(0, "same");
        lab.see(START, sent, 0);
        lab.see(START + 1000, sent, 1);
        lab.see(START + MILLISECOND, sent, 0);
        lab.see(START + MILLISECOND + 1000, sent, 1);
        lab.see(START + 2 * MILLISECOND, Packets.portUnreachable(sent), 1);
        lab.see(START + 2 * MILLISECOND + 1000, Packets.portUnreachable(sent), 0);
        lab.see(START + 3 * MILLISECOND, Packets.portUnreachable(sent), 1);

        assertThat(lab.bounces())
                .extracting(bounce -> bounce.attribution().duplicateOf())
                .containsExactly(0L, 5L, 0L);
        assertThat(lab.bounces()).extracting(Lab::cause).containsExactly(1L, 1L, 3L);
        Counts counts = lab.finish();
        assertThat(counts.sends()).isEqualTo(2);
        assertThat(counts.sightings()).isEqualTo(2);
    }

    @Test
    void reportsAFlowWithItsDelays() {
        lab.bounce(START, datagram(1, "a"));
        lab.bounce(START + SECOND, datagram(2, "b"));
        lab.see(START + 2 * SECOND, datagram(3, "c"));
        lab.finish();

        assertThat(lab.flows).singleElement().satisfies(flow -> {
            assertThat(flow.startNs()).hasValue(START);
            assertThat(flow.endNs()).hasValue(START + 2 * SECOND);
            assertThat(flow.sends()).isEqualTo(3);
            assertThat(flow.bounced()).isEqualTo(2);
            assertThat(flow.suppressed()).isEqualTo(1);
            assertThat(flow.delays().median()).isEqualTo(10_000);
        });
    }

    @Test
    void aClockThatIsSetBackLosesNoCauseAndMakesNoNegativeDelay() {
        Lab live = new Lab(60 * SECOND, Lab.MEMORY, Follow.AT_ONCE);
        UdpForge before = datagram(1, "a");
        live.see(START, before);
        long backNs = START - 3600 * SECOND;
        live.see(backNs, Packets.portUnreachable(before));
        assertThat(live.last().attribution().match()).isEqualTo(Match.EXACT);
        for (int i = 1; i <= 200; i++) {
            live.bounce(backNs + i * SECOND, datagram(1 + i, "b" + i));
            assertThat(live.last().attribution().match()).isEqualTo(Match.EXACT);
        }

        assertThat(live.finish().bounced()).isEqualTo(201);
        assertThat(live.flows).singleElement().satisfies(flow -> {
            assertThat(flow.delays().count()).isEqualTo(200);
            assertThat(flow.delays().min()).isEqualTo(10_000);
        });
    }

    @Test
    void aRecordFromFarAheadMakesNoOtherDatagramExpire() {
        Lab lab = new Lab();
        UdpForge before = datagram(1, "a");
        lab.see(START, before);
        lab.see(START + 1_000_000 * SECOND, datagram(2, "from the future"));
        lab.see(START + 10_000, Packets.portUnreachable(before));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
        for (int i = 1; i <= 200; i++) {
            lab.bounce(START + i * SECOND, datagram(2 + i, "b" + i));
            assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
        }

        assertThat(lab.finish().bounced()).isEqualTo(201);
    }

    @Test
    void reportsEveryDatagramAndItsOutcomeWhenAskedTo() {
        Lab all = new Lab(60 * SECOND, Lab.MEMORY, Follow.ALL);
        all.see(START, datagram(1, "a"));
        all.see(START + 1, Packets.udp4("10.0.0.2", 53, "10.0.0.1", 4000).payload("reply"));
        all.bounce(START + 2, datagram(2, "b"));
        all.see(START + MILLISECOND, datagram(3, "c"));
        all.finish();

        assertThat(all.verdicts)
                .containsExactly(
                        new Lab.Verdict(3, Outcome.BOUNCED, 4, 0),
                        new Lab.Verdict(1, Outcome.ANSWERED, 0, 2),
                        new Lab.Verdict(2, Outcome.ANSWERED, 0, 3),
                        new Lab.Verdict(5, Outcome.SUPPRESSED, 0, 0));
        assertThat(all.flows).hasSize(2);
    }

    @Test
    void matchesWithinAFlowOfThousandsOfWaitingDatagrams() {
        int count = 5000;
        for (int i = 1; i <= count; i++) {
            lab.see(START + i, datagram(i, "number " + i));
        }
        for (int i = count; i >= 1; i--) {
            lab.see(START + SECOND + i, Packets.portUnreachable(datagram(i, "number " + i)));
        }

        assertThat(lab.bounces())
                .extracting(bounce -> bounce.attribution().match())
                .containsOnly(Match.EXACT);
        assertThat(lab.bounces()).allSatisfy(bounce -> assertThat(Lab.cause(bounce))
                .isEqualTo(bounce.quoted().ipId()));
    }
}
