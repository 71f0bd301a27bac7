// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration. */
class DemoIT {
    @TempDir
    static Path folder;

    @BeforeAll
    static void prepare() throws IOException {
        Trial.assumePossible();
    }

    @Test
    void withoutRightsTheDemonstrationShowsTheCalls() throws IOException {
        Trial trial = Trial.withoutRights(List.of("demo"));

        assertThat(trial.status()).as(trial.out()).isZero();
        assertThat(trial.err()).contains("the calls alone are shown, not the packets");
        assertThat(trial.out().lines().filter(line -> line.startsWith("As predicted")))
                .hasSize(6);
        assertThat(trial.out()).doesNotContain("PREDICTED");
    }

    @Test
    void theDemonstrationComesOutAsPredicted() throws IOException {
        Trial trial = Trial.udpbounce(List.of("demo"));

        assertThat(trial.status()).as(trial.out()).isZero();
        assertThat(trial.out().lines().filter(line -> line.startsWith("As predicted")))
                .hasSize(6);
        assertThat(trial.out())
                .contains("told of #2", "its own datagram was not sent", "stale: it is about 127.0.0.1:1060");
    }

    @Test
    void theDemonstrationHasTheOutputsOfARun() throws IOException {
        Path lines = folder.resolve("demo.ndjson");
        Path page = folder.resolve("demo.html");
        Trial trial = Trial.udpbounce(
                List.of("demo", "-T", "ndjson", "-o", lines.toString(), "-o", page.toString(), "--fail-on", "untold"));

        assertThat(trial.status()).as(trial.err()).isEqualTo(1);
        assertThat(trial.out()).isEqualTo(Files.readString(lines)).doesNotContain("As predicted");
        assertThat(trial.out().lines())
                .anyMatch(line -> line.contains("\"event_type\":\"syscall\"") && line.contains("ECONNREFUSED"))
                .anyMatch(line -> line.contains("\"event_type\":\"icmp_error\"") && line.contains("\"told\""));
        assertThat(page).content().startsWith("<!doctype html>").contains("demo");
        assertThat(trial.err()).contains(" packets, ");
    }

    @Test
    void theDemonstrationExplainsBesideItsFiles() throws IOException {
        Path lines = folder.resolve("demo.ndjson");
        Trial trial = Trial.udpbounce(List.of("demo", "-q", "-o", lines.toString(), "--fail-on", "loss"));

        assertThat(trial.status()).as(trial.err()).isZero();
        assertThat(trial.out().lines().filter(line -> line.startsWith("As predicted")))
                .hasSize(6);
        assertThat(trial.out()).doesNotContain("told of #2");
        assertThat(lines).content().contains("\"event_type\":\"syscall\"");
    }

    @Test
    void theDemonstrationFailsOnWhatItShows() throws IOException {
        for (String what : List.of("bounce", "stale", "lost-send")) {
            assertThat(Trial.udpbounce(List.of("demo", "--fail-on", what)).status())
                    .as(what)
                    .isEqualTo(1);
        }
    }
}
