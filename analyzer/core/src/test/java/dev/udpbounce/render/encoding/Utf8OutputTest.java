// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8OutputTest {
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final Utf8Output out = new Utf8Output(stream, Flush.WHEN_FULL);

    private String written() throws IOException {
        out.flush();
        return stream.toString(StandardCharsets.UTF_8);
    }

    @Test
    void textOfAnyPlaneIsUtf8AcrossTheEndOfTheBuffer() throws IOException {
        String text = "aµ→\ud83d\ude00é".repeat(30_000);
        out.text(text);

        assertThat(written()).isEqualTo(text);
    }
}
