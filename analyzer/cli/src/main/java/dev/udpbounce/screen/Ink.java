// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import dev.udpbounce.render.terminal.TerminalText;

/**
 * How text is drawn. Bold, faint and reverse are used with and without color, which carries no meaning alone.
 *
 * @param color whether colors are used
 * @param ascii whether the terminal has no UTF-8
 */
public record Ink(boolean color, boolean ascii) {
    private static final String BARS = " ▁▂▃▄▅▆▇█";
    private static final String ASCII_BARS = " ..::-=+#";

    /** Returns text with attributes: numbers of SGR, separated by semicolons. */
    private static String with(String sgr, String text) {
        return text.isEmpty() ? text : "\u001b[" + sgr + "m" + text + "\u001b[0m";
    }

    String bold(String text) {
        return with("1", text);
    }

    String faint(String text) {
        return with("2", text);
    }

    String reverse(String text) {
        return with("7", text);
    }

    /** Returns text that must not be overlooked. */
    String alarm(String text) {
        return with("1;7", text);
    }

    String red(String text) {
        return color ? with("31", text) : text;
    }

    String green(String text) {
        return color ? with("32", text) : text;
    }

    /** Returns text from outside, escaped. */
    String foreign(String text) {
        return ascii ? TerminalText.escapeToAscii(text) : TerminalText.escape(text);
    }

    /** Returns the sign that text was cut. */
    String cut() {
        return ascii ? "~" : "…";
    }

    String rule() {
        return ascii ? "-" : "─";
    }

    String arrows() {
        return ascii ? "jk" : "↑↓";
    }

    /** Returns a bar for each count, relative to the largest. */
    String bars(int[] counts) {
        int most = 1;
        for (int count : counts) {
            most = Math.max(most, count);
        }
        StringBuilder bars = new StringBuilder(counts.length);
        String signs = ascii ? ASCII_BARS : BARS;
        int heights = signs.length() - 1;
        for (int count : counts) {
            bars.append(signs.charAt((int) (((long) count * heights + most - 1) / most)));
        }
        return bars.toString();
    }
}
