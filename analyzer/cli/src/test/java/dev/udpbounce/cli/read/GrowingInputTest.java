// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GrowingInputTest {
    @Test
    void aReadThatWaitsRunsTheActionOnceAndReturnsAfterIt() throws Exception {
        PipedOutputStream writer = new PipedOutputStream();
        StandardInput input = new StandardInput(new PipedInputStream(writer));
        AtomicInteger pauses = new AtomicInteger();
        CountDownLatch paused = new CountDownLatch(1);
        input.onPause(() -> {
            pauses.incrementAndGet();
            paused.countDown();
        });
        Thread sender = new Thread(() -> {
            try {
                paused.await();
                writer.write(7);
                writer.close();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        sender.start();

        ByteBuffer octets = ByteBuffer.allocate(8);
        assertThat(input.read(octets)).isOne();
        assertThat(pauses).hasValue(1);
        assertThat(input.read(octets)).isEqualTo(-1);
        sender.join();
    }

    @Test
    void aReadOfAnotherThreadIsLeftAlone() throws Exception {
        PipedOutputStream writer = new PipedOutputStream();
        StandardInput input = new StandardInput(new PipedInputStream(writer));
        AtomicInteger pauses = new AtomicInteger();
        Thread owner = new Thread(() -> input.onPause(pauses::incrementAndGet));
        owner.start();
        owner.join();
        writer.write(7);
        writer.close();

        assertThat(input.read(ByteBuffer.allocate(1))).isOne();
        assertThat(pauses).hasValue(0);
    }
}
