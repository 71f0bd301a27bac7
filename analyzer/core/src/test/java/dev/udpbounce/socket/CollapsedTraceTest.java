// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.text.CollapsingText;
import dev.udpbounce.render.text.TextOptions;
import dev.udpbounce.render.text.TextWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Text with one line for a series, of a program that does the same again and again. */
class CollapsedTraceTest {
    private static String text(Program program) throws Exception {
        program.end();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CollapsingText text =
                new CollapsingText(new TextWriter(out, TextOptions.plain().withFlush(Flush.EACH_EVENT)));
        for (Event event : program.sink.events) {
            text.event(event);
        }
        text.end(Summary.EMPTY);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theCallsOfEachBounceBelongToItsSeries() throws Exception {
        Program program = new Program(true).connect(0, Program.CLOSED);
        for (int i = 0; i < 20; i++) {
            program.bounce(100 + i * 100L, null).receive(140 + i * 100L, 10, Program.ECONNREFUSED);
        }

        assertThat(text(program).lines().filter(line -> line.contains("sendto(")))
                .hasSize(1);
        assertThat(text(program).lines().filter(line -> line.contains("recvfrom(")))
                .hasSize(1);
        assertThat(text(program)).contains("… 19 more like #2");
    }

    @Test
    void aCallThatReturnsSomethingElseEndsTheSeries() throws Exception {
        Program program = new Program(true).connect(0, Program.CLOSED);
        for (int i = 0; i < 4; i++) {
            program.bounce(100 + i * 100L, null).receive(140 + i * 100L, 10, Program.ECONNREFUSED);
        }
        program.receive(600, 10, Program.EAGAIN).bounce(700, null).receive(740, 10, Program.ECONNREFUSED);

        assertThat(text(program).lines().filter(line -> line.contains("more like")))
                .hasSize(1);
        assertThat(text(program)).contains("EAGAIN");
    }
}
