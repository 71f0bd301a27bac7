// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.udpbounce.cli.environment.Output;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Output whole = new Output("whole", kept);
    private final Output full = new Output("full", new Full());
    private final Results results = new Results(summary -> summary);

    @Test
    void anOutputThatCannotBeWrittenLeavesTheOthersWhole() throws IOException {
        results.add(full, new Echo(full), false);
        results.add(whole, new Echo(whole), false);

        beginAll();
        beginAll();

        assertThat(kept.toString(StandardCharsets.UTF_8)).isEqualTo("beginbegin");
        assertThat(full.fault()).hasMessage("full");
        assertThat(results.anyWritable()).isTrue();
    }

    @Test
    void anOutputThatFailedIsNotAskedAgain() throws IOException {
        Echo echo = new Echo(full);
        results.add(full, echo, false);
        results.add(whole, new Echo(whole), false);

        beginAll();
        beginAll();

        assertThat(echo.asked).isOne();
    }

    @Test
    void theFaultOfTheLastOutputEndsTheRun() {
        results.add(full, new Echo(full), false);

        assertThatThrownBy(this::beginAll).isInstanceOf(IOException.class).hasMessage("full");
        assertThat(results.anyWritable()).isFalse();
    }

    @Test
    void aFaultThatIsNotOfTheOutputIsNotHidden() {
        results.add(
                whole,
                new Echo(whole) {
                    @Override
                    public void begin(long firstNs) throws IOException {
                        throw new IOException("of the writer");
                    }
                },
                false);

        assertThatThrownBy(this::beginAll).hasMessage("of the writer");
    }

    private void beginAll() throws IOException {
        for (EventSink sink : results.sinks()) {
            sink.begin(0);
        }
    }

    /** Writes the word begin. */
    private static class Echo implements EventSink {
        private final Output output;
        private int asked;

        Echo(Output output) {
            this.output = output;
        }

        @Override
        public boolean wantsOrder() {
            return false;
        }

        @Override
        public void begin(long firstNs) throws IOException {
            asked++;
            output.write("begin".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void event(Event event) {
            throw new AssertionError(event);
        }

        @Override
        public void end(Summary summary) {
            throw new AssertionError(summary);
        }
    }

    /** Fails every write. */
    private static final class Full extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            throw new IOException("full");
        }
    }
}
