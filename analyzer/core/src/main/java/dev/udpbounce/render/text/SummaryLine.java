// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.event.Summary;
import dev.udpbounce.render.words.SummaryWords;
import dev.udpbounce.render.words.Wording;
import java.util.StringJoiner;

/** The summary of a timeline on one line, printed at the end of every run. */
public final class SummaryLine {
    private SummaryLine() {}

    /**
     * Returns {@code P packets, S sends, E errors (M matched, A ambiguous, O orphans), X expired, D dropped by kernel};
     * the last figure is left out if the capture does not report it. Figures that are normally 0 follow if they are
     * not.
     */
    public static String of(Summary summary) {
        Wording words = new Wording();
        SummaryWords.write(summary, words);
        StringJoiner line = new StringJoiner(", ");
        words.forEach(piece -> line.add(piece.text()));
        return line.toString();
    }
}
