// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.render.encoding.Utf8Output;
import dev.udpbounce.render.words.BounceTableWords;
import dev.udpbounce.render.words.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays out the table of errors: texts at the left, figures at the right. If the width is too small, the texts of a row
 * have a line of their own, unless they are those of the row above, and the last of them is before the figures.
 */
final class BounceLayout {
    private static final String GAP = "  ";

    private final TextLine line;
    private final Utf8Output out;
    private final List<List<String>> texts = new ArrayList<>();
    private final List<String> headings = new ArrayList<>();
    private final List<Column> figures;
    private final List<String> remarks;
    private final int rows;
    private final boolean broken;

    /** @param width width of the terminal in columns; 0 for no limit */
    BounceLayout(TextLine line, int width, BounceTableWords table, Utf8Output out) {
        this.line = line;
        this.out = out;
        figures = table.figures();
        remarks = table.remarks();
        rows = figures.get(0).cells().size();
        int total = 0;
        for (Column column : table.texts()) {
            List<String> cells = new ArrayList<>(column.cells());
            cells.replaceAll(line::shown);
            headings.add(column.heading());
            texts.add(cells);
            total += GAP.length() + width(column.heading(), cells);
        }
        for (Column column : figures) {
            total += GAP.length() + width(column.heading(), column.cells());
        }
        broken = width > 0 && total - GAP.length() > width;
    }

    void write() throws IOException {
        int last = texts.size() - 1;
        List<String> above = List.of();
        if (broken) {
            row(Style.HEADING, headings.subList(0, last));
        }
        line.start(0);
        line.fixed(Style.HEADING, texts(broken ? last : 0, -1) + figures(-1));
        out.text(line.end());
        for (int row = 0; row < rows; row++) {
            List<String> group = group(row, last);
            if (broken && !group.equals(above)) {
                row(Style.PLAIN, group);
                above = group;
            }
            line.start(0);
            line.fixed(Style.PLAIN, texts(broken ? last : 0, row) + figures(row));
            out.text(line.end());
        }
        for (String remark : remarks) {
            line.start(GAP.length());
            line.put(Style.FAINT, remark);
            out.text(line.end());
        }
    }

    private List<String> group(int row, int columns) {
        List<String> group = new ArrayList<>();
        for (List<String> cells : texts.subList(0, columns)) {
            group.add(cells.get(row));
        }
        return group;
    }

    private void row(Style style, List<String> cells) throws IOException {
        line.start(0);
        line.fixed(style, String.join(GAP, cells));
        out.text(line.end());
    }

    /** Returns the padded texts of a row from a column on; -1 for the headings. */
    private String texts(int from, int row) {
        StringBuilder text = new StringBuilder(broken ? GAP : "");
        for (int i = from; i < texts.size(); i++) {
            String cell = row < 0 ? headings.get(i) : texts.get(i).get(row);
            text.append(i == from ? "" : GAP).append(cell);
            TextLine.append(' ', width(headings.get(i), texts.get(i)) - cell.length(), text);
        }
        return text.toString();
    }

    private String figures(int row) {
        StringBuilder text = new StringBuilder();
        for (Column column : figures) {
            String cell = row < 0 ? column.heading() : column.cells().get(row);
            text.append(GAP);
            TextLine.append(' ', width(column.heading(), column.cells()) - cell.length(), text);
            text.append(cell);
        }
        return text.toString();
    }

    private static int width(String heading, List<String> cells) {
        int widest = heading.length();
        for (String cell : cells) {
            widest = Math.max(widest, cell.length());
        }
        return widest;
    }
}
