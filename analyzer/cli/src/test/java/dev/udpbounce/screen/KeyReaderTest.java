// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.screen.Key.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyReaderTest {
    private static final String ESCAPE = "\u001b";

    /** Returns the keys that these characters are, until none comes. */
    private static List<Key> keys(String characters, int last) throws IOException {
        int[] at = {0};
        KeyReader reader = new KeyReader(timeoutMs -> at[0] < characters.length() ? characters.charAt(at[0]++) : last);
        List<Key> keys = new ArrayList<>();
        for (Key key = reader.next(1); key != null && key.kind() != Kind.CLOSED; key = reader.next(1)) {
            keys.add(key);
        }
        return keys;
    }

    private static List<Key> keys(String characters) throws IOException {
        return keys(characters, KeyReader.NOTHING);
    }

    @ParameterizedTest
    @CsvSource({
        "[A, UP", "[B, DOWN", "OA, UP", "OB, DOWN", "[5~, PAGE_UP", "[6~, PAGE_DOWN", "[H, HOME", "OH, HOME",
                "[1~, HOME",
        "[F, END", "[4~, END", "OM, ENTER", "[1;5A, UP", "[200~, OTHER", "[C, OTHER", "x, OTHER", "'', ESCAPE",
                "[, OTHER"
    })
    void aSequenceIsOneKey(String sequence, Kind kind) throws IOException {
        assertThat(keys(ESCAPE + sequence)).containsExactly(Key.of(kind));
    }

    @Test
    void otherCharactersAreThemselves() throws IOException {
        assertThat(keys("aµ\r\n\u007f\b\u0001"))
                .containsExactly(
                        Key.of('a'),
                        Key.of('µ'),
                        Key.of(Kind.ENTER),
                        Key.of(Kind.ENTER),
                        Key.of(Kind.BACKSPACE),
                        Key.of(Kind.BACKSPACE),
                        Key.of(Kind.OTHER));
    }

    @Test
    void keysFollowEachOther() throws IOException {
        assertThat(keys(ESCAPE + "[Aq" + ESCAPE + "[B"))
                .containsExactly(Key.of(Kind.UP), Key.of('q'), Key.of(Kind.DOWN));
    }

    @Test
    void escapeMayBePressedTwice() throws IOException {
        assertThat(keys(ESCAPE + ESCAPE)).containsExactly(Key.of(Kind.ESCAPE), Key.of(Kind.ESCAPE));
        assertThat(keys(ESCAPE + ESCAPE + "[A")).containsExactly(Key.of(Kind.ESCAPE), Key.of(Kind.UP));
    }

    @Test
    void theEndWithinASequenceEnds() throws IOException {
        assertThat(keys(ESCAPE, KeyReader.CLOSED)).containsExactly(Key.of(Kind.ESCAPE));
        assertThat(keys(ESCAPE + "[", KeyReader.CLOSED)).containsExactly(Key.of(Kind.OTHER));
        assertThat(keys(ESCAPE + "[" + "1".repeat(100) + "q"))
                .hasSizeGreaterThan(1)
                .last()
                .isEqualTo(Key.of('q'));
    }
}
