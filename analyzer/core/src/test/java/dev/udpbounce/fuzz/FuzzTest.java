// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A short run of {@link Fuzz}. */
class FuzzTest {
    private static final int SHARE = 5_000;
    private static final int EXECUTIONS = 150_000;

    @Test
    void nothingThatACaptureContainsStopsTheAnalyzer() throws IOException {
        check(SHARE);
    }

    @Test
    @Tag("long")
    void nothingThatManyCapturesContainStopsTheAnalyzer() throws IOException {
        check(EXECUTIONS);
    }

    private static void check(int executions) throws IOException {
        Fuzz fuzz = new Fuzz(Fuzz.SEED, Path.of("target", "fuzz"), System.out);

        fuzz.run(0, executions);

        assertThat(fuzz.failed()).as(fuzz.report()).isZero();
    }
}
