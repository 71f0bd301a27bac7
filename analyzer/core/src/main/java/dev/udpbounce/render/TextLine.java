package dev.udpbounce.render;

/**
 * Lays out the text of one event: pieces stand two spaces apart as long as they fit into the width, and continue on
 * further lines, indented; nothing is ever cut off. Width is counted without colours.
 */
final class TextLine {
    private static final int GAP = 2;
    /** Columns that continuation lines have at least, if the terminal has them. */
    private static final int ROOM = 40;

    private final StringBuilder text = new StringBuilder(256);
    private final int width;
    private final boolean colour;
    private int column;
    private int indent;
    private boolean atStart;

    /** @param width columns; 0 for no limit */
    TextLine(int width, boolean colour) {
        this.width = width == 0 ? Integer.MAX_VALUE : width;
        this.colour = colour;
    }

    /** Begins a text; its continuation lines have an indent of {@code newIndent} columns, if there is room for it. */
    void start(int newIndent) {
        text.setLength(0);
        column = 0;
        indent = width == Integer.MAX_VALUE ? newIndent : Math.min(newIndent, Math.max(0, width - ROOM));
        atStart = true;
    }

    /** Puts text where the line is, without a gap and without wrapping: for the columns that every line has. */
    void fixed(Style style, String piece) {
        style.append(piece, colour && !piece.isBlank(), text);
        column += piece.length();
    }

    /** Puts a piece two spaces after the last one, or on the next line if it does not fit. */
    void put(Style style, String piece) {
        put(GAP, style, piece);
    }

    void put(int gap, Style style, String piece) {
        int space = atStart ? 0 : gap;
        if (column + space + piece.length() > width && (!atStart || column > indent)) {
            newLine();
            space = 0;
        }
        spaces(space);
        wrap(style, piece);
    }

    /** Puts a piece if it fits on the line, and otherwise leaves it out. */
    void putIfRoom(Style style, String piece) {
        if (column + GAP + piece.length() <= width) {
            put(style, piece);
        }
    }

    /** Begins a new line with a piece. */
    void paragraph(Style style, String piece) {
        newLine();
        wrap(style, piece);
    }

    /** The whole text with its last line end, until the next {@link #start}. */
    CharSequence end() {
        return text.append('\n');
    }

    private void newLine() {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
        text.append('\n').append(" ".repeat(indent));
        column = indent;
        atStart = true;
    }

    private void spaces(int count) {
        text.append(" ".repeat(count));
        column += count;
    }

    private void wrap(Style style, String piece) {
        int from = 0;
        while (piece.length() - from > width - column) {
            int room = Math.max(1, width - column);
            int blank = piece.lastIndexOf(' ', from + room);
            int to = blank > from ? blank : endOfCharacter(piece, from + room);
            style.append(piece.substring(from, to), colour, text);
            newLine();
            from = blank > from ? blank + 1 : to;
        }
        style.append(piece.substring(from), colour, text);
        column += piece.length() - from;
        atStart = false;
    }

    /** This index, or the next one if it lies within a surrogate pair. */
    private static int endOfCharacter(String piece, int index) {
        return Character.isSurrogatePair(piece.charAt(index - 1), piece.charAt(index)) ? index + 1 : index;
    }
}
