// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.render.encoding.Utf8Output;
import dev.udpbounce.render.words.Column;
import dev.udpbounce.render.words.DestinationTable;
import java.io.IOException;
import java.util.List;

/**
 * Lays out the table of destinations: names at the left, figures at the right, and notes at the end of the rows, or
 * below each row if the width is too small for all of them.
 */
final class DestinationLayout {
    private static final String GAP = "  ";

    private final TextLine line;
    private final int width;
    private final DestinationTable table;
    private final List<Column> figures;

    /** @param width width of the terminal in columns; 0 for no limit */
    DestinationLayout(TextLine line, int width, DestinationTable table) {
        this.line = line;
        this.width = width == 0 ? Integer.MAX_VALUE : width;
        this.table = table;
        figures = table.figures();
    }

    void write(Utf8Output out) throws IOException {
        int figuresWidth = 0;
        for (Column column : figures) {
            figuresWidth += GAP.length() + width(column);
        }
        int room = Math.max(table.names().heading().length(), width - figuresWidth);
        int nameWidth = Math.min(room, width(table.names()));
        boolean besides = nameWidth + figuresWidth + GAP.length() + width(table.notes()) <= width;
        name(Style.HEADING, table.names().heading(), nameWidth, out);
        line.fixed(Style.HEADING, headings());
        if (besides) {
            line.fixed(Style.HEADING, GAP + table.notes().heading());
        }
        out.text(line.end());
        for (int row = 0; row < table.rows(); row++) {
            name(Style.PLAIN, table.names().cells().get(row), nameWidth, out);
            line.fixed(Style.PLAIN, figures(row));
            String note = table.notes().cells().get(row);
            if (besides) {
                line.fixed(Style.PLAIN, GAP + note);
            } else {
                line.paragraph(Style.PLAIN, note);
            }
            out.text(line.end());
        }
        for (String remark : table.remarks()) {
            out.text(remark + "\n");
        }
        for (String words : table.legend()) {
            line.start(GAP.length());
            line.put(Style.FAINT, words);
            out.text(line.end());
        }
    }

    /** Begins a row. A name that is too long for its column gets its own line. */
    private void name(Style style, String name, int nameWidth, Utf8Output out) throws IOException {
        line.start(GAP.length());
        line.fixed(style, name);
        if (name.length() > nameWidth) {
            out.text(line.end());
            line.start(GAP.length());
            line.fixed(style, " ".repeat(nameWidth));
        } else {
            line.fixed(style, " ".repeat(nameWidth - name.length()));
        }
    }

    private String headings() {
        StringBuilder text = new StringBuilder();
        for (Column column : figures) {
            text.append(GAP).append(right(column.heading(), width(column)));
        }
        return text.toString();
    }

    private String figures(int row) {
        StringBuilder text = new StringBuilder();
        for (Column column : figures) {
            text.append(GAP).append(right(column.cells().get(row), width(column)));
        }
        return text.toString();
    }

    private static int width(Column column) {
        int widest = column.heading().length();
        for (String cell : column.cells()) {
            widest = Math.max(widest, cell.length());
        }
        return widest;
    }

    private static String right(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
