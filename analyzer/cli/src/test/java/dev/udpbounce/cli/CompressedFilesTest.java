// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.udpbounce.fixtures.Captures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats that core cannot decompress by itself. */
class CompressedFilesTest {
    @TempDir
    private Path folder;

    private byte[] capture = {};

    @BeforeEach
    void readACapture() throws IOException {
        capture = Files.readAllBytes(Captures.file("program-one"));
    }

    @Test
    void zstandardIsReadWhateverTheNameOfTheFile() throws IOException {
        Path file = Files.write(folder.resolve("capture"), Zstd.compress(capture));

        CommandLineRun run = CommandLineRun.of("read", file.toString());

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .isEqualTo(
                        CommandLineRun.of("read", Captures.file("program-one").toString())
                                .out());
    }

    @Test
    void aCutFrameOfZstandardIsReadUpToItsCut() throws IOException {
        ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
        Path file = folder.resolve("cut");
        try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(unfinished)) {
            out.write(capture);
            out.flush();
            Files.write(file, unfinished.toByteArray());
        }

        CommandLineRun run = CommandLineRun.of("read", file.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).contains("bounced #1 (exact)");
        assertThat(run.errLines().get(0))
                .isEqualTo("udpbounce: " + file + ":" + capture.length + ": record 3: zstd: Truncated source");
    }
}
