// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProcessStatTest {
    private static @Nullable String name(String stat) {
        return ProcessStat.name(stat.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theNameStandsInParentheses() {
        assertThat(name("4711 (python3) S 1 4711 4711 0 -1 4194560\n")).isEqualTo("python3");
    }

    @Test
    void aNameThatLooksLikeTheRestOfTheLineIsTakenWhole() {
        assertThat(name("4711 (a) R 1 (\n) S 1 4711\n")).isEqualTo("a) R 1 (\n");
        assertThat(name("4711 ()) S 1\n")).isEqualTo(")");
        assertThat(name("4711 (\u001b[31m) S 1\n")).isEqualTo("\u001b[31m");
    }

    @Test
    void anEmptyNameIsAName() {
        assertThat(name("4711 () S 1\n")).isEmpty();
    }

    @Test
    void octetsThatAreNotUtf8AreReplaced() {
        assertThat(ProcessStat.name(new byte[] {'1', ' ', '(', (byte) 0xff, 'x', ')', ' ', 'S'}))
                .isEqualTo("\ufffdx");
    }

    @Test
    void aLineWithoutParenthesesHasNoName() {
        assertThat(name("")).isNull();
        assertThat(name("4711 ")).isNull();
        assertThat(name("4711 (a")).isNull();
        assertThat(name("4711 a)")).isNull();
    }
}
