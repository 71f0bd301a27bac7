// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GatheringOutputTest {
    private final ByteArrayOutputStream to = new ByteArrayOutputStream();

    @Test
    void whatIsFlushedWaitsForItsRelease() throws IOException {
        GatheringOutput output = new GatheringOutput(to, false);

        output.write("one\n".getBytes(StandardCharsets.UTF_8));
        output.flush();
        assertThat(to.size()).isZero();
        output.release();

        assertThat(to).hasToString("one\n");
    }

    @Test
    void lineByLineEveryFlushIsObeyed() throws IOException {
        GatheringOutput output = new GatheringOutput(to, true);

        output.write("one\n".getBytes(StandardCharsets.UTF_8));
        output.flush();

        assertThat(to).hasToString("one\n");
    }

    @Test
    void moreThanFitsIsWrittenInItsOrder() throws IOException {
        GatheringOutput output = new GatheringOutput(to, false);

        output.write('a');
        output.write(new byte[100_000]);
        output.write('b');
        output.release();

        assertThat(to.toByteArray()).hasSize(100_002).startsWith('a').endsWith('b');
    }

    @Test
    void aFailureIsThrownAgainByWhoeverWritesNext() {
        GatheringOutput output = new GatheringOutput(
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        throw new IOException("full");
                    }
                },
                false);

        assertThatThrownBy(() -> {
                    output.write('a');
                    output.release();
                })
                .hasMessage("full");
        assertThatThrownBy(() -> output.write('b')).hasMessage("full");
        assertThatThrownBy(output::flush).hasMessage("full");
    }
}
