// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

/** The cells of a terminal that text takes. Text may contain SGR sequences ({@code ESC [ … m}) and no other escapes. */
final class Cells {
    private static final char ESCAPE = '\u001b';
    private static final String RESET = "\u001b[0m";
    /** Ranges of characters that are two cells wide: CJK, Hangul, full-width forms, emoji. */
    private static final int[][] WIDE = {
        {0x1100, 0x115f},
        {0x2e80, 0xa4cf},
        {0xac00, 0xd7a3},
        {0xf900, 0xfaff},
        {0xfe30, 0xfe6f},
        {0xff00, 0xff60},
        {0xffe0, 0xffe6},
        {0x1f300, 0x1faff},
        {0x20000, 0x3fffd}
    };

    private Cells() {}

    /** Returns the cells of a character: 0, 1 or 2. */
    private static int of(int character) {
        int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        for (int[] range : WIDE) {
            if (character >= range[0] && character <= range[1]) {
                return 2;
            }
        }
        return 1;
    }

    /** Returns the number of cells of a text. */
    static int width(String text) {
        int width = 0;
        for (int at = 0; at < text.length(); ) {
            int end = endOfEscape(text, at);
            if (end > at) {
                at = end;
            } else {
                int character = text.codePointAt(at);
                width += of(character);
                at += Character.charCount(character);
            }
        }
        return width;
    }

    /** Returns the index after the SGR sequence at an index, or that index if there is none. */
    private static int endOfEscape(String text, int at) {
        if (text.charAt(at) != ESCAPE) {
            return at;
        }
        int end = text.indexOf('m', at);
        return end < 0 ? text.length() : end + 1;
    }

    /** Returns the beginning of a text that takes at most {@code width} cells, without open attributes. */
    static String clip(String text, int width) {
        int used = 0;
        boolean styled = false;
        int at = 0;
        while (at < text.length()) {
            int end = endOfEscape(text, at);
            if (end > at) {
                styled = !text.startsWith(RESET, at);
                at = end;
                continue;
            }
            int character = text.codePointAt(at);
            int cells = of(character);
            if (used + cells > width) {
                return text.substring(0, at) + (styled ? RESET : "");
            }
            used += cells;
            at += Character.charCount(character);
        }
        return text;
    }

    /** Returns a text without attributes, cut with a mark if it is too long, and padded to {@code width} cells. */
    static String left(String text, int width, String mark) {
        String cut = cut(text, width, mark);
        return cut + " ".repeat(Math.max(0, width - width(cut)));
    }

    /** Returns the same, padded on the left. */
    static String right(String text, int width, String mark) {
        String cut = cut(text, width, mark);
        return " ".repeat(Math.max(0, width - width(cut))) + cut;
    }

    private static String cut(String text, int width, String mark) {
        return width(text) <= width ? text : clip(text, Math.max(0, width - mark.length())) + clip(mark, width);
    }
}
