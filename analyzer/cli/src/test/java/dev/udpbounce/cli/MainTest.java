// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.cli.environment.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class MainTest {
    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void helpNamesTheCommandsOnStandardOutput(String word) {
        CommandLineRun run = CommandLineRun.of(word);

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("Usage: udpbounce", "read", "explain", "schema", "help");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void theHelpOfReadNamesItsOptions() {
        CommandLineRun run = CommandLineRun.of("help", "read");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("-T=FORMAT", "--json", "-o=FILE", "-q", "--all", "-c=N", "-n", "-t=STYLE", "--local", "-v")
                .contains("--color=WHEN", "-f=EXPR", "--expire=DURATION", "--memory=SIZE", "--fail-on=WHAT", "FILE...")
                .doesNotContain("--passes", "--resolve");
        assertThat(run.out()).isEqualTo(CommandLineRun.of("read", "--help").out());
    }

    @Test
    void helpIsColoredOnATerminalOnly() {
        Terminal terminal = new Terminal(true, true, false, 80, false, false);

        assertThat(CommandLineRun.of("--help").out()).doesNotContain("\u001b");
        assertThat(new CommandLineRun.Builder().terminal(terminal).run("--help").out())
                .contains("\u001b");
    }

    @Test
    void theVersionNamesTheProgramAndItsJava() {
        CommandLineRun run = CommandLineRun.of("--version");

        assertThat(run.status()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(first -> assertThat(first).startsWith("udpbounce "), second -> assertThat(second)
                        .startsWith("Java " + Runtime.version()));
    }

    @Test
    void schemaPrintsAJsonSchema() {
        CommandLineRun run = CommandLineRun.of("schema");

        assertThat(run.status()).isZero();
        assertThat(new JsonMapper().readTree(run.out()).get("$schema").asString())
                .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    }
}
