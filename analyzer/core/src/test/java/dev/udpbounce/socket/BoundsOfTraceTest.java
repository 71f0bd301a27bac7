// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import static dev.udpbounce.socket.Program.CLOSED;
import static dev.udpbounce.socket.Program.LOCAL;
import static dev.udpbounce.socket.Program.loopback;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.event.Summary;
import dev.udpbounce.socket.CallMerger.Packets;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Everything beyond the limits is in the sums. */
class BoundsOfTraceTest {
    private static final int MANY = 2000;

    @Test
    void socketsThatThereIsNoRoomForAreInTheSums() throws IOException {
        Program program = new Program(true);
        for (int i = 1; i <= MANY; i++) {
            long at = 100L * i;
            program.on(i, loopback(10_000 + i))
                    .bind(at)
                    .connect(at + 10, CLOSED)
                    .bounce(at + 20, null)
                    .receive(at + 40, 5, Program.ECONNREFUSED)
                    .died(at + 60)
                    .settle();
        }

        CallMerger.Ending ending = program.ending();

        Summary summary = ending.summary();
        SocketVerdict.Sum others = ending.others();
        assertThat(others.sockets()).isGreaterThan(MANY / 2);
        assertThat(ending.sockets()).hasSize((int) (MANY - others.sockets()));
        assertThat(others.errors().stories(Story.TOLD)).isEqualTo(others.sockets());
        assertThat(others.sends().count()).isEqualTo(others.sockets());
        assertThat(ending.sockets()).allMatch(socket -> socket.errors().stories(Story.TOLD) == 1);
        assertThat(summary.sends().count()).isEqualTo(MANY);
        assertThat(summary.errors().count()).isEqualTo(MANY);
        assertThat(summary.losses().trace().socketsForgotten()).isEqualTo(others.sockets());
    }

    @Test
    void aSocketThatStillLivesStaysLongerThanThoseThatHaveEnded() throws IOException {
        Program program = new Program(true).connect(0, CLOSED);
        for (int i = 2; i <= MANY; i++) {
            program.on(i, loopback(10_000 + i))
                    .bind(100L * i)
                    .died(100L * i + 50)
                    .settle();
        }
        program.on(1, LOCAL).bounce(100L * MANY + 100, null).receive(100L * MANY + 200, 5, Program.ECONNREFUSED);

        CallMerger.Ending ending = program.ending();

        assertThat(ending.others().sockets()).isPositive();
        SocketVerdict first = ending.sockets().get(0);
        assertThat(first.id()).isEqualTo(1);
        assertThat(first.connected()).isTrue();
        assertThat(first.errors().stories(Story.TOLD)).isEqualTo(1);
    }

    @Test
    void callsThatThereIsNoRoomForUntilTheFilterSelectsThemAreCounted() throws IOException {
        Program program = new Program(Packets.FILTERED).connect(0, CLOSED);
        for (int i = 1; i <= MANY; i++) {
            program.receive(100L * i, 5, Program.EAGAIN).settle();
        }
        program.send(100L * MANY + 100, null);

        Summary summary = program.ending().summary();

        long forgotten = summary.losses().trace().callsForgotten();
        assertThat(forgotten).isPositive();
        assertThat(program.calls()).hasSize((int) (MANY + 2 - forgotten));
        assertThat(program.lastCall().request().kind()).isEqualTo(SocketCall.Kind.SEND);
    }

    @Test
    void destinationsAreForgottenBeforeThoseThatErrorsAreAboutAndCounted() throws IOException {
        int destinations = 3 * 4096;
        Program program = new Program(true).bounce(0, CLOSED);
        for (int i = 1; i <= destinations; i++) {
            program.send(20L * i, loopback(2000 + i)).settle();
        }

        Summary summary = program.ending().summary();

        assertThat(summary.losses().countsForgotten()).isEqualTo(destinations - 4096);
        assertThat(summary.losses().elsewhere()).isZero();
        assertThat(summary.destinations()).singleElement().satisfies(each -> assertThat(each.port())
                .isEqualTo(CLOSED.port()));
    }

    @Test
    void errorsAboutDestinationsThatThereIsNoRoomForAreCounted() throws IOException {
        int destinations = 4096 + 100;
        Program program = new Program(true);
        for (int i = 1; i <= destinations; i++) {
            program.bounce(20L * i, loopback(2000 + i)).settle();
        }

        Summary summary = program.ending().summary();

        assertThat(summary.destinations()).hasSize(4096);
        assertThat(summary.losses().elsewhere()).isEqualTo(100);
        assertThat(summary.errors().count()).isEqualTo(destinations);
    }
}
