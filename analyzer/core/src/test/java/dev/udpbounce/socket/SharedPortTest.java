// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import static dev.udpbounce.socket.Program.CLOSED;
import static dev.udpbounce.socket.Program.EAGAIN;
import static dev.udpbounce.socket.Program.ECONNREFUSED;
import static dev.udpbounce.socket.Program.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.Fate.Teller;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketVerdict;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The kernel gives an error to the socket that it finds by the quoted addresses and ports. */
class SharedPortTest {
    private static final Endpoint ANYWHERE = new Endpoint(new IpAddress(4, 0, 0), LOCAL.port());

    @Test
    void theConnectedSocketIsToldOfWhatTheListenerSent() throws IOException {
        Program program = new Program(true)
                .on(1, LOCAL)
                .bind(0)
                .on(2, LOCAL)
                .bind(20)
                .connect(40, CLOSED)
                .on(1, LOCAL)
                .bounce(60, CLOSED)
                .on(2, LOCAL)
                .receive(90, 10, ECONNREFUSED);

        List<SocketVerdict> verdicts = program.verdicts();

        assertThat(program.fates()).singleElement().satisfies(fate -> {
            assertThat(fate.story()).isEqualTo(Story.TOLD);
            assertThat(fate.teller()).isEqualTo(Teller.RECEIVE);
            assertThat(fate.otherSocket()).isTrue();
        });
        assertThat(program.lastCall().links().reports()).containsExactly(2L);
        assertThat(program.lastCall().links().ofOtherSocket()).isTrue();
        assertThat(verdicts.get(0).errors().count()).isEqualTo(1);
        assertThat(verdicts.get(0).errors().untold()).isZero();
        assertThat(verdicts.get(0).errors().atOthers()).isEqualTo(1);
        assertThat(verdicts.get(1).errors().count()).isZero();
        assertThat(verdicts.get(1).errors().ofOthers()).isEqualTo(1);
    }

    @Test
    void aSocketThatIsConnectedElsewhereIsNotFound() throws IOException {
        Program program = new Program(true)
                .on(1, LOCAL)
                .bind(0)
                .on(2, LOCAL)
                .bind(20)
                .connect(40, Program.LISTENING)
                .on(1, LOCAL)
                .bounce(60, CLOSED)
                .on(2, LOCAL)
                .receive(90, 1000, EAGAIN);

        List<SocketVerdict> verdicts = program.verdicts();

        assertThat(program.fates()).singleElement().satisfies(fate -> {
            assertThat(fate.story()).isEqualTo(Story.NEVER_TOLD);
            assertThat(fate.otherSocket()).isFalse();
        });
        assertThat(verdicts.get(0).errors().untold()).isEqualTo(1);
    }

    @Test
    void aSocketAtTheAddressIsFoundBeforeOneAtAnyAddress() throws IOException {
        Program program = new Program(true)
                .on(1, ANYWHERE)
                .recverr(0)
                .bind(10)
                .on(2, LOCAL)
                .recverr(20)
                .bind(30)
                .bounce(60, CLOSED)
                .on(1, ANYWHERE)
                .readErrorQueue(90);

        program.verdicts();

        assertThat(program.fates()).extracting(fate -> fate.verdict()).containsExactly(Verdict.QUEUED);
    }

    @Test
    void ofTwoThatFitAlikeTheOneThatConnectedLastIsFoundWhoeverSendsNext() throws IOException {
        Program program = new Program(true)
                .on(1, LOCAL)
                .bind(0)
                .connect(10, CLOSED)
                .on(2, LOCAL)
                .bind(20)
                .connect(30, CLOSED)
                .bounce(60, null)
                .receive(80, 10, ECONNREFUSED)
                .on(1, LOCAL)
                .send(100, null);

        program.verdicts();

        assertThat(program.fates()).extracting(fate -> fate.story()).containsExactly(Story.TOLD);
    }

    /** If the calls do not show the local address, it is not the outer address in the quote. */
    @Test
    void aConnectedSocketIsNotFoundByTheOuterAddressOfATranslator() throws IOException {
        Program program = new Program(true)
                .connect(0, CLOSED)
                .send(20, null)
                .errorFromBehind(40, new Endpoint(new IpAddress(4, 0, 0xcb007107L), LOCAL.port()), CLOSED)
                .receive(90, 1000, EAGAIN);

        assertThat(program.end().errors().untold()).isEqualTo(1);

        assertThat(program.fates()).singleElement().satisfies(fate -> {
            assertThat(fate.verdict()).isEqualTo(Verdict.NEVER_TOLD);
            assertThat(fate.story()).isEqualTo(Story.NEVER_TOLD);
        });
    }

    @Test
    void aSocketAtAnyAddressIsFoundByIt() throws IOException {
        Program program = new Program(true)
                .on(1, ANYWHERE)
                .recverr(0)
                .bind(10)
                .movesTo(LOCAL)
                .send(20, CLOSED)
                .errorFromBehind(40, new Endpoint(new IpAddress(4, 0, 0xcb007107L), LOCAL.port()), CLOSED)
                .readErrorQueue(90);

        program.verdicts();

        assertThat(program.fates()).extracting(fate -> fate.story()).containsExactly(Story.TOLD);
    }

    @Test
    void aLateErrorGoesToTheSocketThatHasThePortByThen() throws IOException {
        Program program = new Program(true)
                .on(1, LOCAL)
                .bind(0)
                .send(20, CLOSED)
                .died(40)
                .on(2, LOCAL)
                .bind(60)
                .connect(80, CLOSED)
                .error(200_000, 1, CLOSED, 3, 3)
                .sendAlone(300_000, null, ECONNREFUSED);

        List<SocketVerdict> verdicts = program.verdicts();

        assertThat(program.fates()).singleElement().satisfies(fate -> {
            assertThat(fate.teller()).isEqualTo(Teller.SEND);
            assertThat(fate.otherSocket()).isTrue();
        });
        assertThat(verdicts.get(1).lostSends()).isEqualTo(1);
    }

    @Test
    void aDatagramThatNoCallWasSeenToSendStillBelongsToItsSocket() throws IOException {
        Program program = new Program(true)
                .bind(0)
                .connect(20, CLOSED)
                .packet(52, CLOSED, 3)
                .error(60, 1, CLOSED, 3, 3)
                .receive(80, 10, ECONNREFUSED);

        SocketVerdict verdict = program.end();

        SocketCall receive = program.lastCall();
        assertThat(receive.links().reports()).containsExactly(2L);
        assertThat(verdict.errors().count()).isEqualTo(1);
        assertThat(program.fates()).extracting(fate -> fate.story()).containsExactly(Story.TOLD);
    }
}
