// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellsTest {
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    @Test
    void wideAndCombiningCharactersAreCounted() {
        assertThat(Cells.width("a→µ")).isEqualTo(3);
        assertThat(Cells.width("日本")).isEqualTo(4);
        assertThat(Cells.width("e\u0301")).isEqualTo(1);
        assertThat(Cells.width("\ud83d\ude00")).isEqualTo(2);
        assertThat(Cells.width(RED + "ab" + PLAIN)).isEqualTo(2);
    }

    @Test
    void textIsCutAndPaddedToCells() {
        assertThat(Cells.left("ab", 4, "…")).isEqualTo("ab  ");
        assertThat(Cells.right("ab", 4, "…")).isEqualTo("  ab");
        assertThat(Cells.left("abcdef", 4, "…")).isEqualTo("abc…");
        assertThat(Cells.left("日本語", 4, "…")).isEqualTo("日… ");
        assertThat(Cells.left("abc", 0, "…")).isEmpty();
    }

    @Test
    void clippedTextLeavesNoAttributeOpen() {
        assertThat(Cells.clip(RED + "abc" + PLAIN + "d", 2)).isEqualTo(RED + "ab" + PLAIN);
        assertThat(Cells.clip(RED + "abc" + PLAIN + "de", 4)).isEqualTo(RED + "abc" + PLAIN + "d");
        assertThat(Cells.clip("abc", 3)).isEqualTo("abc");
    }
}
