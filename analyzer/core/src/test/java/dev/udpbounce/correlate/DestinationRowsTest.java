// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static dev.udpbounce.correlate.Lab.MILLISECOND;
import static dev.udpbounce.correlate.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.DestinationRecord.Heard;
import dev.udpbounce.event.DestinationRecord.Sends;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The counts of a destination. */
class DestinationRowsTest {
    private static final long START = 1_000_000_000_000L;
    private static final String SERVER = "10.0.0.53";

    private static UdpForge query(int port) {
        return Packets.udp4("10.0.0.1", port, SERVER, 53).id(port).payload("query " + port);
    }

    private static UdpForge reply(int port) {
        return Packets.udp4(SERVER, 53, "10.0.0.1", port).payload("reply");
    }

    private static DestinationRecord only(Lab lab) {
        lab.finish();
        assertThat(lab.correlator.destinations()).hasSize(1);
        return lab.correlator.destinations().get(0);
    }

    @ParameterizedTest
    @EnumSource
    void allDatagramsAndAnswersCountWhateverTheirFlow(Follow follow) {
        Lab lab = new Lab(60 * SECOND, Lab.MEMORY, follow);
        for (int i = 0; i < 100; i++) {
            // More than the expiry time, so that most are gone when the first error comes.
            long timeNs = START + i * 10L * SECOND;
            if (i >= 60 && i < 63) {
                lab.bounce(timeNs, query(1000 + i));
            } else {
                lab.see(timeNs, query(1000 + i));
                lab.see(timeNs + MILLISECOND, reply(1000 + i));
            }
        }

        DestinationRecord row = only(lab);
        assertThat(row.sends()).isEqualTo(new Sends(100, 3, 97, 0));
        assertThat(row.errors().flows()).isEqualTo(3);
        assertThat(row.errors().refusal().heard()).containsExactlyInAnyOrder(Heard.BEFORE, Heard.AFTER);
    }

    @Test
    void anAnswerCoversAllBeforeItAndABouncedDatagramIsNotAnswered() {
        Lab lab = new Lab();
        lab.see(START, query(1));
        lab.see(START + 1, query(1).id(2).payload("query again"));
        lab.see(START + 2, reply(1));
        lab.see(START + MILLISECOND, Packets.portUnreachable(query(1)));

        assertThat(only(lab).sends()).isEqualTo(new Sends(2, 1, 1, 0));
    }

    @Test
    void aDatagramThatWasCalledSuppressedIsNotAnsweredLater() {
        Lab lab = new Lab(10 * SECOND, Lab.MEMORY, Follow.BOUNCED);
        lab.bounce(START, query(1));
        lab.see(START + SECOND, query(2));
        lab.see(START + 30 * SECOND, query(2).id(77).payload("again"));
        lab.see(START + 31 * SECOND, reply(2));

        assertThat(only(lab).sends()).isEqualTo(new Sends(3, 1, 1, 1));
    }

    @Test
    void aSecondSightingIsNoSecondDatagram() {
        Lab lab = new Lab();
        lab.see(START, query(1), 0);
        lab.see(START + 1, query(1), 1);
        lab.see(START + 2, Packets.portUnreachable(query(1)), 0);
        lab.see(START + 3, Packets.portUnreachable(query(1)), 1);

        DestinationRecord row = only(lab);
        assertThat(row.sends()).isEqualTo(new Sends(1, 1, 0, 0));
        assertThat(row.errors().orphans()).isZero();
    }

    @Test
    void anOrphanHasARowByWhatItQuotes() {
        Lab lab = new Lab();
        lab.see(START, Packets.portUnreachable(query(1)));
        lab.see(START + SECOND, query(2));

        DestinationRecord row = only(lab);
        assertThat(row.address()).hasToString(SERVER);
        assertThat(row.port()).isEqualTo(53);
        assertThat(row.sends()).isEqualTo(new Sends(1, 0, 0, 0));
        assertThat(row.errors().orphans()).isEqualTo(1);
        assertThat(row.errors().firstNs()).hasValue(START);
    }

    @Test
    void whatThePortSaidToOthersBeforeTheFirstErrorIsKnown() {
        Lab lab = new Lab();
        lab.see(START, query(2));
        lab.see(START + 1, Packets.udp4(SERVER, 53, "239.255.255.250", 1900).payload("here"));
        lab.bounce(START + SECOND, query(1));

        assertThat(only(lab).errors().refusal().heard()).containsExactly(Heard.BEFORE);
    }

    @Test
    void aClientThatIsGoneWhenTheReplyComesWasThere() {
        Lab lab = new Lab();
        lab.see(START, query(7));
        lab.bounce(START + SECOND, reply(7));

        assertThat(only(lab).errors().refusal().heard()).containsExactly(Heard.BEFORE);
    }

    @Test
    void soItWasWhereTheReplyWasNotCaptured() {
        Lab lab = new Lab();
        lab.see(START, query(7));
        lab.see(START + SECOND, Packets.portUnreachable(reply(7)));

        DestinationRecord row = only(lab);
        assertThat(row.errors().orphans()).isEqualTo(1);
        assertThat(row.errors().refusal().heard()).containsExactly(Heard.BEFORE);
    }

    @Test
    void forgedErrorsLeaveRoomForThoseThatAreMatched() {
        Lab lab = new Lab(60 * SECOND, 1 << 20, Follow.BOUNCED);
        for (int i = 0; i < 20_000; i++) {
            UdpForge never = Packets.udp4("10.0.0.1", 9, "10.9." + (i >> 8) + "." + (i & 255), 53)
                    .payload("x");
            lab.see(START + i, Packets.portUnreachable(never));
        }
        lab.bounce(START + SECOND, query(1));
        lab.finish();

        assertThat(lab.correlator.destinations())
                .filteredOn(row -> row.sends().bounced() == 1)
                .singleElement()
                .satisfies(row -> assertThat(row.address()).hasToString(SERVER));
        assertThat(lab.correlator.errorsElsewhere())
                .isEqualTo(20_001 - lab.correlator.destinations().size());
    }

    @Test
    void whatMemoryHasNoRoomToCountIsSaid() {
        Lab lab = new Lab(SECOND, 1 << 20, Follow.BOUNCED);
        for (int i = 0; i < 20_000; i++) {
            lab.see(START + i * MILLISECOND, Packets.udp4("10.0.0.1", 9, "10.9." + (i >> 8) + "." + (i & 255), 53));
        }
        lab.finish();

        assertThat(lab.correlator.countsForgotten()).isBetween(10_000L, 20_000L);
    }
}
