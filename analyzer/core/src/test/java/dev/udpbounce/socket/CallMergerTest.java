// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import static dev.udpbounce.socket.Program.CLOSED;
import static dev.udpbounce.socket.Program.EAGAIN;
import static dev.udpbounce.socket.Program.ECONNREFUSED;
import static dev.udpbounce.socket.Program.LISTENING;
import static dev.udpbounce.socket.Program.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketVerdict;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallMergerTest {
    @Test
    void theReceiveIsToldOfTheErrorThatTheSendCaused() throws IOException {
        Program program = new Program(true).connect(0, CLOSED).bounce(20, null).receive(80, 10, ECONNREFUSED);

        SocketVerdict verdict = program.end();

        List<SocketCall> calls = program.calls();
        assertThat(calls.get(1).links().sent()).containsExactly(1L);
        assertThat(calls.get(2).links().reports()).containsExactly(2L);
        assertThat(calls.get(2).links().toldAfterNs()).isEqualTo(66_000);
        assertThat(program.fates()).singleElement().satisfies(fate -> {
            assertThat(fate.story()).isEqualTo(Story.TOLD);
            assertThat(fate.verdict()).isEqualTo(Verdict.TOLD);
            assertThat(fate.toldAfterNs()).isEqualTo(66_000);
        });
        assertThat(verdict.local()).isEqualTo(LOCAL);
        assertThat(verdict.errors().untold()).isZero();
    }

    @Test
    void everythingStandsInTheOrderOfTimeWithCallsByTheirEntry() throws IOException {
        Program program = new Program(true).connect(0, CLOSED).bounce(20, null).receive(80, 10, ECONNREFUSED);

        program.end();

        assertThat(program.sink.events)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("Syscall", "Syscall", "UdpSend", "IcmpError", "Syscall");
    }

    @Test
    void nobodyIsToldOfAnErrorOfAnUnconnectedSocket() throws IOException {
        Program program = new Program(true).bounce(20, CLOSED).receive(80, 1000, EAGAIN);

        SocketVerdict verdict = program.end();

        assertThat(program.fates()).extracting(Fate::story).containsExactly(Story.NEVER_TOLD);
        assertThat(verdict.errors().untold()).isEqualTo(1);
        assertThat(program.lastCall().links().reports()).isEmpty();
    }

    @Test
    void aSendThatCollectsAnErrorCostsItsOwnDatagram() throws IOException {
        Program program = new Program(true).connect(0, CLOSED);
        for (int i = 0; i < 4; i++) {
            program.bounce(20 + 100 * i, null).sendAlone(70 + 100 * i, null, ECONNREFUSED);
        }

        SocketVerdict verdict = program.end();

        assertThat(verdict.sends().count()).isEqualTo(4);
        assertThat(verdict.lostSends()).isEqualTo(4);
        assertThat(program.calls().stream().filter(SocketCall::lostItsDatagram)).hasSize(4);
        assertThat(program.lastCall().links().sent()).isEmpty();
        assertThat(program.lastCall().links().reports()).containsExactly(8L);
    }

    @Test
    void aSendOfSeveralThatSentSomeSwallowsTheError() throws IOException {
        Program program =
                new Program(true).connect(0, CLOSED).bounceFirstOf(3, 20).receive(80, 1000, EAGAIN);

        SocketVerdict verdict = program.end();

        assertThat(program.fates()).extracting(Fate::story).containsExactly(Story.NEVER_TOLD);
        assertThat(verdict.sends().count()).isEqualTo(1);
        assertThat(verdict.lostSends()).isEqualTo(2);
        assertThat(program.calls().get(1).links().reports()).containsExactly(2L);
    }

    @Test
    void whatIsQueuedSurvivesASendOfSeveral() throws IOException {
        Program program = new Program(true)
                .recverr(0)
                .connect(1, CLOSED)
                .bounceFirstOf(3, 20)
                .readErrorQueue(80);

        program.end();

        assertThat(program.fates()).extracting(Fate::story).containsExactly(Story.TOLD);
    }

    @Test
    void anErrorThatOutlivesAConnectToAnotherPeerIsStale() throws IOException {
        Program program = new Program(true)
                .connect(0, CLOSED)
                .bounce(20, null)
                .connect(80, LISTENING)
                .sendAlone(100, null, ECONNREFUSED);

        SocketVerdict verdict = program.end();

        assertThat(program.fates()).extracting(Fate::story).containsExactly(Story.STALE);
        assertThat(program.lastCall().links().staleFrom()).isEqualTo(CLOSED);
        assertThat(verdict.errors().stale()).isEqualTo(1);
        assertThat(verdict.lostSends()).isEqualTo(1);
    }

    @Test
    void errorsThatComeBeforeTheNextCallShareOneErrno() throws IOException {
        Program program = new Program(true)
                .connect(0, CLOSED)
                .send(20, null)
                .send(40, null)
                .error(60, 1, CLOSED, 3, 3)
                .error(65, 2, CLOSED, 3, 3)
                .receive(80, 10, ECONNREFUSED);

        program.end();

        assertThat(program.fates()).extracting(Fate::story).containsExactly(Story.COALESCED, Story.TOLD);
        assertThat(program.fates()).extracting(Fate::coalescedWith).containsExactly(List.of(4L), List.of(3L));
        assertThat(program.lastCall().links().reports()).containsExactly(3L, 4L);
    }

    @Test
    void aSoftErrorIsToldToNoConnectedSocket() throws IOException {
        Program program = new Program(true)
                .connect(0, CLOSED)
                .send(20, null)
                .error(24, 1, CLOSED, 3, 1)
                .receive(80, 1000, EAGAIN);

        SocketVerdict verdict = program.end();

        assertThat(program.fates()).extracting(Fate::story).containsExactly(Story.NEVER_TOLD);
        assertThat(verdict.errors().soft()).isEqualTo(1);
    }

    @Test
    void theErrorQueueTellsOfEachErrorByItself() throws IOException {
        Program program = new Program(true)
                .recverr(0)
                .bounce(20, CLOSED)
                .readErrorQueue(80)
                .bounce(100, CLOSED);

        SocketVerdict verdict = program.end();

        assertThat(program.fates()).extracting(Fate::story).containsExactly(Story.TOLD, Story.QUEUED);
        assertThat(program.fates()).extracting(Fate::verdict).containsExactly(Verdict.TOLD, Verdict.QUEUED);
        assertThat(verdict.errors().untold()).isEqualTo(1);
    }

    @Test
    void whatIsInTheErrorQueueIsLostWithTheOption() throws IOException {
        Program program = new Program(true)
                .recverr(0)
                .bounce(20, CLOSED)
                .bounce(40, CLOSED)
                .receive(60, 10, ECONNREFUSED)
                .recverrOff(80);

        program.end();

        assertThat(program.fates()).extracting(Fate::story).containsExactly(Story.NEVER_TOLD, Story.TOLD);
    }

    @Test
    void aDatagramBelongsToItsCallThoughTheSocketHasMovedSince() throws IOException {
        Program program = new Program(true)
                .bind(0)
                .connect(10, CLOSED)
                .send(30, null)
                .disconnect(45)
                .movesTo(Program.loopback(45118))
                .bind(60);

        program.end();

        assertThat(program.calls().get(2).links().sent()).containsExactly(1L);
    }

    @Test
    void anErrorFindsNoSocketWhereItsSenderHasLeftThePort() throws IOException {
        Program program = new Program(true)
                .recverr(0)
                .connect(10, CLOSED)
                .send(30, null)
                .disconnect(50)
                .error(200_000, 1, CLOSED, 3, 3);

        program.end();

        assertThat(program.fates()).extracting(Fate::story).containsExactly(Story.NEVER_TOLD);
    }

    @Test
    void anErrorDiesWithASocketThatIsClosedBeforeItsNextCall() throws IOException {
        Program program = new Program(true).connect(0, CLOSED).bounce(20, null).died(80);

        program.end();

        assertThat(program.fates()).extracting(Fate::story).containsExactly(Story.DIED_WITH_SOCKET);
    }

    @Test
    void anErrorThatComesAfterTheCloseFindsNoSocket() throws IOException {
        Program program =
                new Program(true).connect(0, CLOSED).send(20, null).died(80).error(3_000_000, 1, CLOSED, 3, 3);

        program.end();

        assertThat(program.fates()).singleElement().satisfies(fate -> {
            assertThat(fate.verdict()).isEqualTo(Verdict.NO_SOCKET);
            assertThat(fate.story()).isEqualTo(Story.DIED_WITH_SOCKET);
        });
    }

    @Test
    void aReceiveThatWasWaitingOnAnotherThreadIsToldBeforeTheSendReturns() throws IOException {
        Program program = new Program(true)
                .connect(0, CLOSED)
                .receive(15, 10, ECONNREFUSED)
                .bounce(20, null);

        program.end();

        assertThat(program.fates()).extracting(Fate::story).containsExactly(Story.TOLD);
        assertThat(program.calls().get(1).links().reports()).containsExactly(2L);
    }

    @Test
    void aDatagramOfAnotherLengthOrPeerIsNotTheCalls() throws IOException {
        Program program = new Program(true)
                .connect(0, CLOSED)
                .packet(22, CLOSED, 4)
                .packet(23, LISTENING, 3)
                .sendAlone(20, null, 0);

        program.end();

        assertThat(program.lastCall().links().sent()).isEmpty();
        assertThat(program.sink.events).noneMatch(event -> event instanceof Event.UdpSend);
    }

    @Test
    void theSummaryCountsWhatWasTold() throws IOException {
        Program program = new Program(true).connect(0, CLOSED).bounce(20, null).packet(50, LISTENING, 9);

        program.end();

        assertThat(program.sink.summary).isNotNull();
        assertThat(program.sink.summary.sends().count()).isEqualTo(2);
        assertThat(program.sink.summary.errors().count()).isEqualTo(1);
        assertThat(program.sink.summary.errors().matches(Match.EXACT)).isEqualTo(1);
        assertThat(program.sink.summary.errors().verdicts()).containsOnlyKeys(Verdict.UNKNOWN);
    }

    @Test
    void aSocketThatWasDisconnectedSendsFromAnotherPort() throws IOException {
        Program program = new Program(true)
                .connect(0, CLOSED)
                .bounce(20, null)
                .receive(40, 10, ECONNREFUSED)
                .disconnect(60)
                .flow(CLOSED, 1, 1)
                .movesTo(Program.loopback(45118))
                .bounce(80, CLOSED)
                .flow(CLOSED, 1, 1);

        SocketVerdict verdict = program.end();

        assertThat(program.fates()).extracting(Fate::story).containsExactly(Story.TOLD, Story.NEVER_TOLD);
        assertThat(program.lastCall().links().sent()).containsExactly(3L);
        assertThat(verdict.local()).isEqualTo(Program.loopback(45118));
        assertThat(program.sink.summary).isNotNull();
        assertThat(program.sink.summary.destinations()).singleElement().satisfies(destination -> assertThat(
                        destination.sends().count())
                .isEqualTo(2));
    }

    @Test
    void theDestinationsAreThoseOfTheProgramAlone() throws IOException {
        Program program = new Program(true)
                .connect(0, CLOSED)
                .bounce(20, null)
                .send(31, null)
                .send(42, null)
                .send(53, null)
                .send(64, null)
                .flow(CLOSED, 5, 1)
                .movesTo(Program.loopback(45118))
                .packet(80, CLOSED, 3)
                .flow(CLOSED, 100, 100);

        program.end();

        assertThat(program.sink.summary).isNotNull();
        assertThat(program.sink.summary.destinations()).singleElement().satisfies(destination -> {
            assertThat(destination.port()).isEqualTo(CLOSED.port());
            assertThat(destination.sends().count()).isEqualTo(5);
            assertThat(destination.sends().bounced()).isEqualTo(1);
            assertThat(destination.delays().median()).isEqualTo(2_000);
        });
    }

    @Test
    void aDestinationCountsTheAnswersToAllSocketsOfTheProgram() throws IOException {
        Program program = new Program(true)
                .connect(0, LISTENING)
                .send(20, null)
                .on(7, LISTENING)
                .packet(25, LOCAL, 3)
                .on(2, Program.loopback(45118))
                .connect(30, LISTENING)
                .bounce(100, null)
                .flow(LISTENING, 1, 1)
                .movesTo(LOCAL)
                .answeredFlow(LISTENING, 1);

        program.end();

        assertThat(program.sink.summary).isNotNull();
        assertThat(program.sink.summary.destinations()).singleElement().satisfies(destination -> {
            assertThat(destination.sends()).isEqualTo(new DestinationRecord.Sends(2, 1, 1, 0));
            assertThat(destination.errors().refusal().heard()).containsExactly(DestinationRecord.Heard.BEFORE);
        });
        assertThat(program.sink.summary.sends().outcomes())
                .containsEntry(Outcome.BOUNCED, 1L)
                .containsEntry(Outcome.ANSWERED, 1L);
    }

    @Test
    void aFlowThatDidNotBounceIsNoEventButCounts() throws IOException {
        Program program = new Program(true).connect(0, LISTENING).send(20, null).answeredFlow(LISTENING, 1);

        program.end();

        assertThat(program.sink.events).noneMatch(event -> event instanceof Event.FlowSummary);
        assertThat(program.sink.summary).isNotNull();
        assertThat(program.sink.summary.sends().outcomes()).containsEntry(Outcome.ANSWERED, 1L);
    }

    @Test
    void withoutPacketsAnErrnoThatOnlyAnEarlierDatagramExplainsIsOne() throws IOException {
        Program program = new Program(false)
                .connect(0, CLOSED)
                .sendAlone(20, null, 0)
                .connect(40, LISTENING)
                .sendAlone(60, null, ECONNREFUSED);

        SocketVerdict verdict = program.end();

        assertThat(program.lastCall().lostItsDatagram()).isTrue();
        assertThat(program.lastCall().links().staleFrom()).isEqualTo(CLOSED);
        assertThat(verdict.lostSends()).isEqualTo(1);
        assertThat(verdict.errors().stale()).isEqualTo(1);
    }

    @Test
    void whoseNextCallIsNotSeenMayStillBeTold() throws IOException {
        Program program = new Program(true).connect(0, CLOSED).bounce(20, null);

        program.end();

        assertThat(program.fates()).singleElement().satisfies(fate -> {
            assertThat(fate.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(fate.story()).isNull();
        });
    }
}
