// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.cli.environment.Interruption;
import dev.udpbounce.fixtures.Captures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class InterruptionTest {
    @Test
    void theCommandThatIsRunningIsStopped() {
        Interruption interruption = new Interruption();
        AtomicInteger stops = new AtomicInteger();

        interruption.onInterrupt(stops::incrementAndGet);
        assertThat(interruption.interrupted()).isFalse();
        interruption.interrupt();

        assertThat(interruption.interrupted()).isTrue();
        assertThat(stops).hasValue(1);
    }

    @Test
    void aCommandThatBeginsAfterTheWishIsStoppedAtOnce() {
        Interruption interruption = new Interruption();
        AtomicInteger stops = new AtomicInteger();

        interruption.interrupt();
        interruption.onInterrupt(stops::incrementAndGet);

        assertThat(stops).hasValue(1);
    }

    @Test
    void anInterruptedReadEndsWithWholeJsonAndStatus0() throws IOException {
        Interruption interruption = new Interruption();
        byte[] capture = Files.readAllBytes(Captures.file("several-sends"));

        CommandLineRun run = new CommandLineRun.Builder()
                .in(new InterruptingStream(capture, capture.length, interruption))
                .interruption(interruption)
                .run("read", "--json", "-");

        assertThat(run.status()).isZero();
        assertThat(new JsonMapper().readTree(run.out()).at("/summary/packets").asInt())
                .isPositive();
        assertThat(run.errLines()).singleElement().asString().contains(" packets, ");
    }

    @Test
    void aPacketThatIsCutByTheInterruptionIsNoDamage() throws IOException {
        Interruption interruption = new Interruption();
        byte[] capture = Files.readAllBytes(Captures.file("several-sends"));

        CommandLineRun run = new CommandLineRun.Builder()
                .in(new InterruptingStream(capture, capture.length - 5, interruption))
                .interruption(interruption)
                .run("read", "-");

        assertThat(run.status()).isZero();
        assertThat(run.errLines()).singleElement().asString().contains(" packets, ");
    }

    @Test
    void aReadThatIsInterruptedBeforeItsFirstOctetEndsQuietly() {
        Interruption interruption = new Interruption();

        CommandLineRun run = new CommandLineRun.Builder()
                .in(new InterruptingStream(new byte[0], 0, interruption))
                .interruption(interruption)
                .run("read", "-");

        assertThat(run).isEqualTo(new CommandLineRun(0, "", ""));
    }

    /** Interrupts at the end of its octets, like a signal that arrives while a pipe is idle. */
    private static final class InterruptingStream extends InputStream {
        private final byte[] octets;
        private final int length;
        private final Interruption interruption;
        private int given;

        InterruptingStream(byte[] octets, int length, Interruption interruption) {
            this.octets = octets;
            this.length = length;
            this.interruption = interruption;
        }

        @Override
        public int read() throws IOException {
            throw new IOException("not by single octets");
        }

        @Override
        public int read(byte[] into, int offset, int count) {
            int taken = Math.min(count, length - given);
            if (taken == 0) {
                interruption.interrupt();
                return -1;
            }
            System.arraycopy(octets, given, into, offset, taken);
            given += taken;
            return taken;
        }
    }
}
