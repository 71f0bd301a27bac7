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
    private final StringBuilder piece = new StringBuilder(128);
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

    /** The next piece, empty, to be filled and put. */
    StringBuilder piece() {
        piece.setLength(0);
        return piece;
    }

    /** Puts text where the line is, without a gap and without wrapping: for the columns that every line has. */
    void fixed(Style style, CharSequence piece) {
        style.append(piece, colour && !piece.toString().isBlank(), text);
        column += piece.length();
    }

    /** Puts a piece two spaces after the last one, or on the next line if it does not fit. */
    void put(Style style, CharSequence piece) {
        put(GAP, style, piece);
    }

    void put(int gap, Style style, CharSequence piece) {
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

    /** Puts a piece if it fits on the line, and otherwise leaves it out. */
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

    /** The whole text with its last line end, until the next {@link #start}. */
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

    /** Appends a character {@code count} times; not at all if that is negative. */
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
            style.append(piece.substring(from, to), colour, text);
            newLine();
            from = blank > from ? blank + 1 : to;
        }
        append(style, piece.substring(from));
    }

    private void append(Style style, CharSequence piece) {
        style.append(piece, colour, text);
        column += piece.length();
        atStart = false;
    }

    /** This index, or the next one if it lies within a surrogate pair. */
    private static int endOfCharacter(String piece, int index) {
        return Character.isSurrogatePair(piece.charAt(index - 1), piece.charAt(index)) ? index + 1 : index;
    }
}
