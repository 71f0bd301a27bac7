// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static dev.udpbounce.correlate.Lab.MILLISECOND;
import static dev.udpbounce.correlate.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Precedents;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a datagram that bounced repeats, and what it answers. */
class PrecedentsTest {
    private static final long START = 1_000_000_000_000L;
    private static final String RESOLVER = "10.0.0.1";
    private static final String SERVER = "10.0.0.53";

    private final Lab lab = new Lab();

    private static UdpForge query(int id, String payload) {
        return Packets.udp4(RESOLVER, 4000, SERVER, 53).id(id).payload(payload);
    }

    private static UdpForge answer(int id) {
        return Packets.udp4(SERVER, 53, RESOLVER, 4000).id(id).payload("answer " + id);
    }

    private Precedents last() {
        return lab.last().attribution().precedents();
    }

    private static long frame(@Nullable SendSighting seen) {
        return seen == null ? 0 : seen.frame();
    }

    @Test
    void anAnswerThatComesWhenThePortIsClosedNamesItsQuery() {
        long query = lab.see(START, query(1, "where?"));
        lab.bounce(START + 5 * SECOND, answer(2));

        assertThat(frame(last().query())).isEqualTo(query);
    }

    @Test
    void aQueryThatWasAnsweredBeforeIsNotAnsweredByTheNextDatagram() {
        lab.see(START, query(1, "where?"));
        lab.see(START + MILLISECOND, answer(2));
        lab.bounce(START + 2 * MILLISECOND, answer(3));

        assertThat(last().query()).isNull();
    }

    @Test
    void ofSeveralQueriesThatWaitNoneIsNamed() {
        lab.see(START, query(1, "where?"));
        lab.see(START + MILLISECOND, query(2, "when?"));
        lab.bounce(START + 5 * SECOND, answer(3));

        assertThat(last().query()).isNull();
    }

    @Test
    void aQueryAfterTheAnswerIsNotTheOne() {
        UdpForge early = answer(1);
        lab.see(START, early);
        lab.see(START + MILLISECOND, query(2, "where?"));
        lab.see(START + 2 * MILLISECOND, Packets.portUnreachable(early));

        assertThat(last().query()).isNull();
    }

    @Test
    void aRouterSaysNothingOfAPort() {
        lab.see(START, query(1, "where?"));
        lab.see(START + SECOND, answer(2));
        lab.see(START + SECOND + MILLISECOND, Packets.error("10.0.0.254", answer(2), 3, 3));

        assertThat(last().query()).isNull();
    }

    @Test
    void aDatagramThatIsSentAgainNamesTheLatestWithItsPayload() {
        lab.see(START, query(1, "where?"));
        long again = lab.see(START + SECOND, query(2, "where?"));
        lab.see(START + 2 * SECOND, query(3, "when?"));
        lab.bounce(START + 3 * SECOND, query(4, "where?"));

        assertThat(frame(last().repeated())).isEqualTo(again);
    }

    @Test
    void onlyTheWholePayloadOfAnotherThatDidNotBounceCounts() {
        lab.bounce(START, query(1, "where?"));
        lab.bounce(START + SECOND, query(2, "where?"));
        assertThat(last().repeated()).isNull();

        String longer = "x".repeat(600);
        lab.see(START + 2 * SECOND, query(3, longer + "a"));
        lab.bounce(START + 3 * SECOND, query(4, longer + "b"));
        assertThat(last().repeated()).isNull();

        lab.see(START + 4 * SECOND, query(5, ""));
        lab.bounce(START + 5 * SECOND, query(6, ""));
        assertThat(last().repeated()).isNull();
    }
}
