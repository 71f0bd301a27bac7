// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import static dev.udpbounce.socket.Program.CLOSED;
import static dev.udpbounce.socket.Program.ECONNREFUSED;
import static dev.udpbounce.socket.Program.EMSGSIZE;
import static dev.udpbounce.socket.Program.ENETUNREACH;
import static dev.udpbounce.socket.Program.EPERM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.event.Unsent;
import dev.udpbounce.event.Unsent.Why;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sends that fail by themselves, and sends that meet a pending error. */
class SendFailureTest {
    private static @Nullable Unsent unsent(Program program) {
        return program.lastCall().links().unsent();
    }

    @Test
    void theFirewallOfThisHostRefusedWhatFailsWithEperm() throws IOException {
        Program program = new Program(true)
                .bind(0)
                .connect(20, CLOSED)
                .sendFails(40, CLOSED, 3, EPERM)
                .orphan(44, CLOSED, 3, 3, Reporter.DESTINATION)
                .sendAlone(200, null, ECONNREFUSED);

        SocketVerdict verdict = program.end();

        assertThat(program.calls().get(2).links().unsent()).isEqualTo(new Unsent(Why.FIREWALL, true, -1, 1));
        assertThat(program.errors()).singleElement().satisfies(error -> assertThat(
                        error.attribution().orphanReason())
                .isEqualTo(OrphanReason.LOCAL_REJECT));
        assertThat(program.lastCall().links().reports()).containsExactly(1L);
        assertThat(verdict.sends().unsent(Why.FIREWALL)).isEqualTo(1);
        assertThat(verdict.lostSends()).isEqualTo(1);
        assertThat(program.sink.summary).isNotNull();
        assertThat(program.sink.summary.sends().unsent()).containsEntry(Why.FIREWALL, 1L);
        assertThat(program.sink.summary.destinations()).isEmpty();
    }

    @Test
    void aSendThatIsLargerThanTheKnownMtuLeavesThePendingErrorWhereItIs() throws IOException {
        Program program = new Program(true)
                .bind(0)
                .connect(20, CLOSED)
                .bounce(40, null)
                .pathMtu(1280)
                .sendFails(80, CLOSED, 1253, EMSGSIZE)
                .receive(120, 10, ECONNREFUSED);

        program.end();

        assertThat(program.calls().get(3).links().unsent()).isEqualTo(new Unsent(Why.TOO_LARGE, true, 1280, 1));
        assertThat(program.lastCall().links().reports()).containsExactly(2L);
    }

    @Test
    void aSendThatFitsTheMtuMeetsThePendingError() throws IOException {
        Program program = new Program(true)
                .bind(0)
                .connect(20, CLOSED)
                .send(40, null)
                .error(44, 1, CLOSED, 3, 4)
                .pathMtu(1280)
                .sendFails(80, CLOSED, 1252, EMSGSIZE);

        program.end();

        assertThat(unsent(program)).isEqualTo(new Unsent(Why.PENDING_ERROR, true, -1, 1));
        assertThat(program.fates()).extracting(fate -> fate.story()).containsExactly(Story.TOLD);
    }

    @Test
    void withoutPacketsAMissingRouteIsOnlyLikely() throws IOException {
        Program seen = new Program(true).sendFails(0, CLOSED, 3, ENETUNREACH);
        Program blind = new Program(false).sendFails(0, CLOSED, 3, ENETUNREACH);

        seen.end();
        blind.end();

        assertThat(unsent(seen)).isEqualTo(new Unsent(Why.NO_ROUTE, true, -1, 1));
        assertThat(unsent(blind)).isEqualTo(new Unsent(Why.NO_ROUTE, false, -1, 1));
    }

    @Test
    void aDatagramThatWaitedForItsNeighbourBelongsToTheCallThatSentIt() throws IOException {
        Program program = new Program(true)
                .recverr(0)
                .bind(10)
                .sendAlone(40, CLOSED, 0)
                .orphan(3_000_000, CLOSED, 3, 1, Reporter.LOCAL);

        SocketVerdict verdict = program.end();

        assertThat(program.errors()).singleElement().satisfies(error -> assertThat(
                        error.attribution().orphanReason())
                .isEqualTo(OrphanReason.NO_NEIGHBOUR));
        assertThat(program.fates()).extracting(fate -> fate.story()).containsExactly(Story.QUEUED);
        assertThat(verdict.errors().atOthers()).isZero();
    }

    @Test
    void aCallIsTiedToAllSegmentsOfItsMessage() throws IOException {
        Program program = new Program(true).bind(0).connect(20, CLOSED).sendSegments(40, 2500, 1000);

        SocketVerdict verdict = program.end();

        assertThat(program.lastCall().links().sent()).isEqualTo(List.of(1L, 2L, 3L));
        assertThat(verdict.sends().count()).isEqualTo(3);
    }
}
