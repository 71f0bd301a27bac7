package dev.udpbounce.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A short run of {@link Fuzz}. */
class FuzzTest {
    private static final int EXECUTIONS = 150_000;

    @Test
    void nothingThatACaptureContainsStopsTheAnalyzer() throws IOException {
        Fuzz fuzz = new Fuzz(Fuzz.SEED, Path.of("target", "fuzz"), System.out);

        fuzz.run(0, EXECUTIONS);

        assertThat(fuzz.failed()).as(fuzz.report()).isZero();
    }
}
