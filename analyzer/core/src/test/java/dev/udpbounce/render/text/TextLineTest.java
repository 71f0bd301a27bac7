// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextLineTest {
    private static TextLine line(int width, int indent) {
        TextLine line = new TextLine(width, false, false);
        line.start(indent);
        return line;
    }

    @Test
    void piecesThatDoNotFitContinueOnIndentedLines() {
        TextLine line = line(50, 4);
        line.fixed(Style.PLAIN, "ab  ");
        line.put(Style.PLAIN, "c".repeat(20));
        line.put(Style.PLAIN, "d".repeat(24));
        line.put(Style.PLAIN, "e".repeat(25));

        assertThat(line.end().toString())
                .isEqualTo("ab  " + "c".repeat(20) + "  " + "d".repeat(24) + "\n    " + "e".repeat(25) + "\n");
    }

    @Test
    void aPieceThatIsWiderThanAnyLineIsBrokenAtSpaces() {
        TextLine line = line(50, 4);
        line.put(Style.PLAIN, "word ".repeat(20).strip());

        assertThat(line.end().toString()).isEqualTo("""
                        word word word word word word word word word word
                            word word word word word word word word word
                            word
                        """);
    }

    @Test
    void aWordThatIsWiderThanAnyLineIsBrokenBetweenCharacters() {
        TextLine line = line(50, 10);
        line.put(Style.PLAIN, "x" + "\ud83d\ude00".repeat(40));

        assertThat(line.end().toString().codePoints().filter(c -> c == 0x1f600).count())
                .isEqualTo(40);
    }

    @Test
    void aPieceThatIsNotWorthALineIsLeftOut() {
        TextLine line = line(50, 0);
        line.put(Style.PLAIN, "a".repeat(45));
        line.putIfRoom(Style.PLAIN, "four");
        line.putIfRoom(Style.PLAIN, "two");

        assertThat(line.end().toString()).isEqualTo("a".repeat(45) + "  two\n");
    }

    @Test
    void anIndentLeavesRoomOnANarrowTerminal() {
        TextLine line = line(45, 30);
        line.put(Style.PLAIN, "a".repeat(45));
        line.put(Style.PLAIN, "b".repeat(40));

        assertThat(line.end().toString()).isEqualTo("a".repeat(45) + "\n     " + "b".repeat(40) + "\n");
    }
}
