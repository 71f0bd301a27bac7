package dev.udpbounce.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8OutputTest {
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final Utf8Output out = new Utf8Output(stream, Flush.WHEN_FULL);

    private String written() throws IOException {
        out.flush();
        return stream.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, 99, 100, -1000, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersAreDecimal(long value) throws IOException {
        out.number(value);

        assertThat(written()).isEqualTo(Long.toString(value));
    }

    @Test
    void textOfAnyPlaneIsUtf8AcrossTheEndOfTheBuffer() throws IOException {
        String text = "aµ→\ud83d\ude00é".repeat(30_000);
        out.text(text);

        assertThat(written()).isEqualTo(text);
    }

    @Test
    void addressesAreWrittenInTheirTextForm() throws IOException {
        for (int i = 0; i < 5000; i++) {
            out.address(Samples.CLIENT6);
            out.ascii(',');
        }

        assertThat(written()).isEqualTo("2001:db8:1:2:3:4:5:6,".repeat(5000));
    }
}
