// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.Summary.LeftOut;
import dev.udpbounce.event.Summary.Shown;
import dev.udpbounce.focus.Focus;
import dev.udpbounce.focus.Focus.Telling;
import dev.udpbounce.socket.CallMerger.Packets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FocusedTraceTest {
    private static Focus on(Telling telling) {
        return new Focus(Set.of(), Set.of(telling), Set.of(), List.of(), null, null, ZoneOffset.UTC);
    }

    /** A connected socket, which is told of its first error by a send, and an unconnected one, which is not. */
    private static Program twoSockets(Focus focus) throws Exception {
        return new Program(Packets.ALL, focus)
                .connect(10, Program.CLOSED)
                .bounce(30, null)
                .sendAlone(60, null, Program.ECONNREFUSED)
                .on(2, Program.loopback(45118))
                .bounce(100, Program.LISTENING)
                .receive(200, 10, Program.EAGAIN);
    }

    @Test
    void aToldErrorIsShownWithTheCallThatSentAndTheOneThatWasTold() throws Exception {
        Program program = twoSockets(on(Telling.TOLD));
        Shown shown = program.ending().summary().shown();

        assertThat(program.calls()).extracting(call -> call.socketId()).containsExactly(1L, 1L);
        assertThat(program.calls().get(1).lostDatagrams()).isOne();
        assertThat(program.errors()).hasSize(1);
        assertThat(program.sink.events).hasSize(4);
        assertThat(shown).isEqualTo(new Shown(1, 0, 0, 1, new LeftOut(1, 1, 3, 0, 0)));
    }

    @Test
    void anUntoldErrorIsShownWithTheCallThatSent() throws Exception {
        Program program = twoSockets(on(Telling.UNTOLD));
        Shown shown = program.ending().summary().shown();

        assertThat(program.sink.events)
                .hasSize(3)
                .hasOnlyElementsOfTypes(Event.Syscall.class, Event.UdpSend.class, Event.IcmpError.class);
        assertThat(program.calls()).extracting(call -> call.socketId()).containsExactly(2L);
        assertThat(shown).isEqualTo(new Shown(1, 1, 0, 0, new LeftOut(1, 1, 4, 0, 0)));
    }
}
