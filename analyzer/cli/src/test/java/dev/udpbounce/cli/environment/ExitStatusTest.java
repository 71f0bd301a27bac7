// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {
    /** The precedence 3, 4, 1, 0 is documented. */
    @ParameterizedTest
    @CsvSource({"3, 4", "3, 1", "3, 0", "4, 1", "4, 0", "1, 0", "3, 141", "141, 4", "141, 1", "141, 2", "141, 0", "0, 0"
    })
    void theStrongerStatusWinsInBothOrders(int stronger, int weaker) {
        assertThat(ExitStatus.stronger(stronger, weaker)).isEqualTo(stronger);
        assertThat(ExitStatus.stronger(weaker, stronger)).isEqualTo(stronger);
    }

    @Test
    void theStatusOfACommandIsPassedOnUnlessItEndedWell() {
        assertThat(ExitStatus.ofCommand(7, ExitStatus.FAILED)).isEqualTo(7);
        assertThat(ExitStatus.ofCommand(0, ExitStatus.FAILED)).isEqualTo(3);
        assertThat(ExitStatus.ofCommand(0, 0)).isZero();
    }

    @Test
    void aSignalIsAddedTo128AsInAShell() {
        assertThat(ExitStatus.ofSignal(Signals.SIGTERM)).isEqualTo(143);
        assertThat(ExitStatus.CLOSED_PIPE).isEqualTo(141);
    }
}
