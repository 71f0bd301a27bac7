// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static dev.udpbounce.correlate.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import org.junit.jupiter.api.Test;

/** Packets without a capture time. */
class UnknownTimeTest {
    private static final long START = 1_524_000_000L * SECOND;

    private final Lab lab = new Lab(60 * SECOND, Lab.MEMORY, Follow.ALL);

    private static UdpForge datagram(int id) {
        return Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53).id(id).payload("number " + id);
    }

    private Outcome outcome(long frame) {
        return lab.verdicts.stream()
                .filter(verdict -> verdict.frame() == frame)
                .findFirst()
                .orElseThrow()
                .outcome();
    }

    @Test
    void anErrorIsTiedToItsDatagramAndHasNoDelay() {
        long sent = lab.seeUntimed(0, datagram(1));
        lab.seeUntimed(1, Packets.portUnreachable(datagram(1)));
        lab.finish();

        Bounce bounce = lab.last();
        assertThat(Lab.cause(bounce)).isEqualTo(sent);
        assertThat(bounce.attribution().match()).isEqualTo(Match.EXACT);
        assertThat(bounce.hasDelay()).isFalse();
        assertThat(bounce.precedesCause()).isFalse();
        FlowRecord flow = lab.flows.get(0);
        assertThat(flow.delays().count()).isZero();
        assertThat(flow.startNs()).isEmpty();
        assertThat(flow.endNs()).isEmpty();
        assertThat(lab.correlator.destinations())
                .singleElement()
                .satisfies(row -> assertThat(row.errors().firstNs()).isEmpty());
    }

    @Test
    void aDelayNeedsBothTimes() {
        lab.see(START, datagram(1));
        lab.seeUntimed(START, Packets.portUnreachable(datagram(1)));
        assertThat(lab.last().hasDelay()).isFalse();

        lab.seeUntimed(START, datagram(2));
        lab.see(START + SECOND, Packets.portUnreachable(datagram(2)));
        assertThat(lab.last().hasDelay()).isFalse();
    }

    @Test
    void aDatagramBeforeAllTimesWaitsUntilTheFirstOneBehindItHasExpired() {
        long sent = lab.seeUntimed(0, datagram(1));
        lab.see(START, datagram(2));
        lab.see(START + 59 * SECOND, Packets.portUnreachable(datagram(1)));
        assertThat(Lab.cause(lab.last())).isEqualTo(sent);

        lab.seeUntimed(START + 59 * SECOND, datagram(3));
        lab.see(START + 70 * SECOND, datagram(4));
        lab.see(START + 129 * SECOND, Packets.portUnreachable(datagram(3)));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
        lab.seeUntimed(START + 129 * SECOND, datagram(5));
        lab.see(START + 130 * SECOND, datagram(6));
        lab.see(START + 200 * SECOND, Packets.portUnreachable(datagram(5)));
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.EXPIRED);
    }

    @Test
    void silenceIsNotCalledSuppressedByOrAtAnUnknownTime() {
        lab.see(START, datagram(1));
        lab.seeUntimed(START, Packets.portUnreachable(datagram(1)));
        long behind = lab.see(START + SECOND, datagram(2));
        lab.bounce(START + 2 * SECOND, datagram(3));
        long untimed = lab.seeUntimed(START + 2 * SECOND + 10_000, datagram(4));
        long timed = lab.see(START + 3 * SECOND, datagram(5));
        lab.finish();

        assertThat(outcome(behind)).isEqualTo(Outcome.NO_ERROR_SEEN);
        assertThat(outcome(untimed)).isEqualTo(Outcome.NO_ERROR_SEEN);
        assertThat(outcome(timed)).isEqualTo(Outcome.SUPPRESSED);
    }

    @Test
    void anErrorIsNotExplainedByALaterDatagramOfUnknownTime() {
        lab.see(START, Packets.portUnreachable(datagram(1)));
        lab.seeUntimed(START, datagram(1));

        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
    }

    @Test
    void alikePacketsOfTwoInterfacesAreNotTakenForOneAtUnknownTimes() {
        lab.see(START, datagram(1), 1);
        lab.seeUntimed(START, datagram(1));
        lab.see(START + 1_000, datagram(1), 1);

        assertThat(lab.finish().sightings()).isZero();
    }

    @Test
    void anOrphanOfUnknownTimeIsNotCalledEarly() {
        lab.see(START, datagram(1));
        UdpForge other = Packets.udp4("10.0.0.1", 4001, "10.0.0.2", 53).payload("other");
        lab.seeUntimed(START, Packets.portUnreachable(other));

        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.UNSEEN);
    }
}
