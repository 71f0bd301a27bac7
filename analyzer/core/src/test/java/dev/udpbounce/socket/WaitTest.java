// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import static dev.udpbounce.socket.Program.CLOSED;
import static dev.udpbounce.socket.Program.LISTENING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate.Doubt;
import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.Fate.Teller;
import dev.udpbounce.event.SocketCall.Found;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.socket.CallMerger.Packets;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The effects of waits, entries of the error queue other than errors, and events excluded by a filter. */
class WaitTest {
    @Test
    void aProgramThatPollsAndClosesWasTold() throws IOException {
        Program program =
                new Program(true).connect(0, CLOSED).bounce(20, null).poll(60).died(100);

        SocketVerdict verdict = program.end();

        assertThat(program.fates()).singleElement().satisfies(fate -> {
            assertThat(fate.story()).isEqualTo(Story.TOLD);
            assertThat(fate.teller()).isEqualTo(Teller.POLL);
            assertThat(fate.toldAfterNs()).isEqualTo(46_000);
        });
        assertThat(verdict.errors().untold()).isZero();
        assertThat(program.lastCall().links().found()).isEqualTo(Found.PENDING_ERROR);
    }

    @Test
    void aWaitBeforeTheErrorShowsNothingOfIt() throws IOException {
        Program program = new Program(true)
                .recverr(0)
                .connect(10, CLOSED)
                .poll(20)
                .bounce(60, null)
                .died(100);

        program.end();

        assertThat(program.fates()).extracting(fate -> fate.story()).containsExactly(Story.QUEUED);
    }

    @Test
    void aTimestampInTheErrorQueueIsNoError() throws IOException {
        Program program = new Program(true)
                .connect(0, LISTENING)
                .timestamps(20)
                .send(40, null)
                .poll(60)
                .readTimestamp(80);

        SocketVerdict verdict = program.end();

        assertThat(program.calls().get(3).links().found()).isEqualTo(Found.QUEUE);
        assertThat(program.lastCall().links().reports()).isEmpty();
        assertThat(verdict.bounced()).isFalse();
    }

    @Test
    void aTimestampDoesNotTakeTheErrorBesideIt() throws IOException {
        Program program = new Program(true)
                .recverr(0)
                .connect(10, CLOSED)
                .timestamps(20)
                .bounce(40, null)
                .readTimestamp(80)
                .readErrorQueue(100);

        program.end();

        assertThat(program.fates()).extracting(fate -> fate.teller()).containsExactly(Teller.ERROR_QUEUE);
        assertThat(program.lastCall().links().reports()).containsExactly(2L);
    }

    @Test
    void anErrorWithoutAVerdictSaysWhy() throws IOException {
        Program program = new Program(true).connect(0, CLOSED).bounce(20, null);

        SocketVerdict verdict = program.end();

        assertThat(program.fates()).extracting(fate -> fate.doubt()).containsExactly(Doubt.TRACE_ENDED);
        assertThat(verdict.errors().count()).isEqualTo(1);
        assertThat(verdict.errors().open()).isEqualTo(1);
    }

    @Test
    void socketsThatTheFilterShowsNothingOfAreLeftOut() throws IOException {
        Program program = new Program(Packets.FILTERED)
                .on(1, Program.loopback(40001))
                .bind(0)
                .sendAlone(20, LISTENING, 0)
                .on(2, Program.loopback(40002))
                .bind(40)
                .bounce(60, CLOSED)
                .sendAlone(100, LISTENING, 0);

        List<SocketVerdict> verdicts = program.verdicts();

        assertThat(verdicts).extracting(SocketVerdict::id).containsExactly(2L);
        assertThat(verdicts.get(0).sends().count()).isEqualTo(1);
        assertThat(program.calls()).hasSize(3).allMatch(call -> call.socketId() == 2);
        assertThat(program.sink.events)
                .filteredOn(Event.IcmpError.class::isInstance)
                .hasSize(1);
    }
}
