// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.render.terminal.TerminalText;
import dev.udpbounce.render.words.Piece;
import dev.udpbounce.render.words.SocketVerdictWords;
import dev.udpbounce.render.words.Wording;
import java.util.ArrayList;
import java.util.List;

/** The errors of a socket and their effects, as lines for a terminal. */
public final class SocketVerdictText {
    private SocketVerdictText() {}

    /**
     * Returns a line of facts, and an indented line for each piece of advice; all foreign text is escaped.
     *
     * @param captured whether packets were captured; otherwise, only calls are known
     */
    public static List<String> lines(SocketVerdict verdict, boolean captured) {
        Wording words = new Wording();
        SocketVerdictWords.write(verdict, captured, words);
        return lines(words);
    }

    /** Returns the facts about several sockets together, on one line. */
    public static String line(SocketVerdict.Sum sum, boolean captured) {
        Wording words = new Wording();
        SocketVerdictWords.write(sum, captured, words);
        return String.join(" ", lines(words));
    }

    private static List<String> lines(Wording words) {
        List<String> lines = new ArrayList<>();
        for (Piece piece : words) {
            lines.add((lines.isEmpty() ? "" : "  ")
                    + TerminalText.escape(piece.text().toString()));
        }
        return lines;
    }
}
