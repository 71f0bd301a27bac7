// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Answer;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketCall.Request;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.SocketState;
import dev.udpbounce.event.Summary;
import dev.udpbounce.socket.CallMerger;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunPaceTest {
    private static final int CALLS = 1_000_000;

    /** An output that accepts no event. */
    private record Failing(Error failure) implements EventSink {
        @Override
        public boolean wantsOrder() {
            return false;
        }

        @Override
        public void event(Event event) {
            throw failure;
        }

        @Override
        public void end(Summary summary) {
            // nothing was written
        }
    }

    @Test
    void aTimelineThatFailsKeepsNoCallWaiting() throws Exception {
        Error failure = new OutOfMemoryError("for this test");
        CallMerger story = new CallMerger(List.of(new Failing(failure)), false, CallMerger.Packets.NONE, 1 << 20);
        story.start(0);
        try (RunCapture none = RunCapture.open(false, null, new Diagnostics(OutputStream.nullOutputStream()))) {
            RunPace pace = new RunPace(story, none);

            for (int i = 0; i < CALLS; i++) {
                story.call(call(i));
            }
            pace.end();

            assertThat(pace.failure()).isSameAs(failure);
        }
    }

    private static SocketCall call(long entryNs) {
        return new SocketCall(
                new Request("close", Kind.CLOSE, entryNs, null, "", List.of()),
                Answer.success(entryNs, 0),
                new SocketOwner(1, 1, "test", 0, 1, 3),
                1,
                SocketState.NEW,
                Links.NONE);
    }
}
