// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate.Story;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WatchedTraceTest {
    private static final long SECOND = 1_000_000;

    @Test
    void aWatchedTimelineGrowsWhileTheProgramRuns() throws Exception {
        Program program = new Program(true).bounce(0, Program.CLOSED).receive(100, 10, Program.EAGAIN);
        program.advance(2 * SECOND);

        assertThat(program.watched.events)
                .hasExactlyElementsOfTypes(
                        Event.Syscall.class, Event.UdpSend.class, Event.IcmpError.class, Event.Syscall.class);
        assertThat(program.sink.events).isEmpty();
        program.end();
        assertThat(program.sink.events).isEqualTo(program.watched.events);
    }

    @Test
    void anErrorThatItsSocketTookAlongIsSettledWithItsEndAndNotWithThatOfTheTrace() throws Exception {
        Program program =
                new Program(true).connect(0, Program.CLOSED).bounce(100, null).died(200);
        program.advance(2 * SECOND);

        assertThat(program.watched.events)
                .filteredOn(Event.IcmpError.class::isInstance)
                .extracting(error ->
                        Objects.requireNonNull(((Event.IcmpError) error).fate()).story())
                .containsExactly(Story.DIED_WITH_SOCKET);
    }
}
