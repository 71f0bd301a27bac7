// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.render.terminal.TerminalText;
import dev.udpbounce.render.words.Piece;
import dev.udpbounce.render.words.Wording;

/**
 * Lays out the text of one event: pieces are two spaces apart as long as they fit into the width, and continue on
 * further, indented lines; nothing is ever cut off. Color codes do not count toward the width.
 */
final class TextLine {
    private static final int GAP = 2;
    /** The minimum width of continuation lines, if the terminal is that wide. */
    private static final int ROOM = 40;

    private final StringBuilder text = new StringBuilder(256);
    private final StringBuilder piece = new StringBuilder(128);
    private final int width;
    private final boolean color;
    private final boolean ascii;
    private int column;
    private int indent;
    private boolean atStart;

    /**
     * @param width width in columns; 0 for no limit
     * @param ascii whether foreign text is escaped to ASCII
     */
    TextLine(int width, boolean color, boolean ascii) {
        this.width = width == 0 ? Integer.MAX_VALUE : width;
        this.color = color;
        this.ascii = ascii;
    }

    /** Begins a text; its continuation lines are indented by {@code newIndent} columns, if there is room. */
    void start(int newIndent) {
        text.setLength(0);
        column = 0;
        indent = width == Integer.MAX_VALUE ? newIndent : Math.min(newIndent, Math.max(0, width - ROOM));
        atStart = true;
    }

    /** Returns an empty buffer for the next piece. */
    StringBuilder piece() {
        piece.setLength(0);
        return piece;
    }

    /** Appends text without a gap and without wrapping: for the columns of every line. */
    void fixed(Style style, CharSequence piece) {
        style.append(piece, color && !piece.toString().isBlank(), text);
        column += piece.length();
    }

    /** Appends words. */
    void put(Wording words) {
        for (int i = 0; i < words.size(); i++) {
            Piece next = words.get(i);
            Style style = Style.of(next.role());
            CharSequence shown = next.isForeign() ? shown(next.text().toString()) : next.text();
            switch (next.joint()) {
                case APART -> put(style, shown);
                case CLOSE -> put(1, style, shown);
                case OPTIONAL -> putIfRoom(style, shown);
                case PARAGRAPH -> paragraph(style, shown.toString());
            }
        }
    }

    /** Returns foreign text, escaped for the terminal. */
    String shown(String foreign) {
        return ascii ? TerminalText.escapeToAscii(foreign) : TerminalText.escape(foreign);
    }

    /** Appends a piece two spaces after the last one, or on the next line if it does not fit. */
    void put(Style style, CharSequence piece) {
        put(GAP, style, piece);
    }

    private void put(int gap, Style style, CharSequence piece) {
        int space = atStart ? 0 : gap;
        if (column + space + piece.length() > width && (!atStart || column > indent)) {
            newLine();
            space = 0;
        }
        spaces(space);
        if (piece.length() <= width - column) {
            append(style, piece);
        } else {
            wrap(style, piece.toString());
        }
    }

    /** Appends a piece if it fits on the line, and otherwise leaves it out. */
    void putIfRoom(Style style, CharSequence piece) {
        if (column + GAP + piece.length() <= width) {
            put(style, piece);
        }
    }

    /** Begins a new line with a piece. */
    void paragraph(Style style, String piece) {
        newLine();
        wrap(style, piece);
    }

    /** Returns the complete text with its last line feed, valid until the next {@link #start}. */
    StringBuilder end() {
        return text.append('\n');
    }

    private void newLine() {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
        text.append('\n');
        column = 0;
        spaces(indent);
        atStart = true;
    }

    private void spaces(int count) {
        append(' ', count, text);
        column += count;
    }

    /** Appends a character {@code count} times; appends nothing if the count is negative. */
    static void append(char c, int count, StringBuilder text) {
        for (int i = 0; i < count; i++) {
            text.append(c);
        }
    }

    private void wrap(Style style, String piece) {
        int from = 0;
        while (piece.length() - from > width - column) {
            int room = Math.max(1, width - column);
            int blank = piece.lastIndexOf(' ', from + room);
            int to = blank > from ? blank : endOfCharacter(piece, from + room);
            style.append(piece.substring(from, to), color, text);
            newLine();
            from = blank > from ? blank + 1 : to;
        }
        append(style, piece.substring(from));
    }

    private void append(Style style, CharSequence piece) {
        style.append(piece, color, text);
        column += piece.length();
        atStart = false;
    }

    /** Returns this index, or the next one if it is within a surrogate pair. */
    private static int endOfCharacter(String piece, int index) {
        return Character.isSurrogatePair(piece.charAt(index - 1), piece.charAt(index)) ? index + 1 : index;
    }
}
