// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.cli.environment.Diagnostics;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Diagnostics diagnostics = new Diagnostics(err);

    @Test
    void aLongReadShowsHowFarItHasComeAndErasesThatAtTheEnd() throws InterruptedException {
        CountDownLatch shown = new CountDownLatch(2);
        Progress progress = new Progress(
                diagnostics,
                () -> {
                    shown.countDown();
                    return 1000;
                },
                () -> 50L << 20,
                200L << 20);

        progress.start();
        shown.await();
        progress.close();

        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("\r\u001b[K1000 packets, 50 MiB, 25 %")
                .endsWith("\r\u001b[K");
    }

    @Test
    void aShortReadShowsNothing() {
        Progress progress = new Progress(diagnostics, () -> 1, () -> 1, 0);

        progress.start();
        progress.close();

        assertThat(err.size()).isZero();
    }

    @Test
    void aProgressThatWasNotStartedShowsNothing() {
        new Progress(diagnostics, () -> 1, () -> 1, 0).close();

        assertThat(err.size()).isZero();
    }
}
