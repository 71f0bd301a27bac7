// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.cli.option.ColorChoice;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    @ParameterizedTest
    @CsvSource({
        "80, 80",
        "40, 40",
        "1000, 1000",
        "'', 100",
        "39, 100",
        "1001, 100",
        "wide, 100",
        "-80, 100",
        "8 0, 100",
        "99999999999999999999, 100"
    })
    void takesAWidthThatAScreenCanHave(String columns, int width) {
        assertThat(TerminalWidth.of(columns)).isEqualTo(width);
    }

    @Test
    void theFirstLocaleVariableThatIsSetTellsTheEncoding() {
        assertThat(Terminal.readsUtf8(Map.of("LANG", "en_GB.UTF-8"))).isTrue();
        assertThat(Terminal.readsUtf8(Map.of("LANG", "en_GB.utf8"))).isTrue();
        assertThat(Terminal.readsUtf8(Map.of("LC_ALL", "C", "LANG", "en_GB.UTF-8")))
                .isFalse();
        assertThat(Terminal.readsUtf8(Map.of("LC_ALL", "", "LC_CTYPE", "C.UTF-8", "LANG", "C")))
                .isTrue();
        assertThat(Terminal.readsUtf8(Map.of())).isFalse();
    }

    @Test
    void autoColorsATerminalAndNothingElse() {
        Terminal terminal = new Terminal(true, true, false, 80, false, false);
        Terminal colorless = new Terminal(true, true, false, 80, true, false);

        assertThat(ColorChoice.AUTO.colors(terminal)).isTrue();
        assertThat(ColorChoice.AUTO.colors(colorless)).isFalse();
        assertThat(ColorChoice.AUTO.colors(Terminal.NONE)).isFalse();
        assertThat(ColorChoice.ALWAYS.colors(colorless)).isTrue();
        assertThat(ColorChoice.NEVER.colors(terminal)).isFalse();
    }
}
