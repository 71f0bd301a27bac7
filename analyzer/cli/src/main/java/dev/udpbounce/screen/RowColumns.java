// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import dev.udpbounce.event.BounceRow.Known;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.render.words.Durations;
import dev.udpbounce.render.words.Glyphs;
import dev.udpbounce.render.words.PageWords;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The columns of the table for a width: the names get what the figures leave. */
final class RowColumns {
    /** From here on, there is room for processes and all figures. */
    private static final int MEDIUM = 60;
    /** From here on, for the delay and the bars too. */
    private static final int WIDE = 100;

    private static final int MOST_BARS = 24;
    private static final int LEAST_DESTINATION = 21;
    private static final int MOST_DESTINATION = 47;
    private static final int PROCESS = 16;
    private static final long SECOND_NS = 1_000_000_000;

    private record Column(String heading, int width, boolean right, Function<RowView, String> text) {}

    private final Ink ink;
    private final Snapshot shown;
    private final List<Column> columns = new ArrayList<>();

    RowColumns(Ink ink, Snapshot shown, int width) {
        this.ink = ink;
        this.shown = shown;
        List<Column> figures = width < MEDIUM ? few() : all();
        int used = 1;
        for (Column each : figures) {
            used += 1 + each.width();
        }
        int room = width - used;
        int process = width < MEDIUM ? 0 : PROCESS + 1;
        int bars = 0;
        if (width >= WIDE) {
            figures.add(new Column("DELAY", 8, true, this::delay));
            room -= 9;
            bars = Math.min(MOST_BARS, room - process - LEAST_DESTINATION - 1);
            room -= bars + 1;
        }
        int destination = Math.max(1, Math.min(MOST_DESTINATION, room - process));
        columns.add(new Column("DESTINATION", destination, false, this::destination));
        if (process > 0) {
            int cells = Math.max(PROCESS, room - destination - 1);
            columns.add(new Column("PROCESS", cells, false, row -> fitted(process(row), cells)));
        }
        columns.addAll(figures);
        if (bars > 0) {
            int seconds = bars;
            columns.add(new Column(
                    "ERRORS/s", bars, false, row -> ink.bars(row.bars().last(seconds, shown.nowNs()))));
        }
    }

    private static List<Column> few() {
        List<Column> few = new ArrayList<>();
        few.add(new Column("BOUNCED", 7, true, row -> figure(row.bounced())));
        few.add(new Column("NEVER", 5, true, row -> figure(row.never())));
        return few;
    }

    private List<Column> all() {
        List<Column> all = new ArrayList<>();
        all.add(new Column("SENT", 6, true, row -> figure(row.sent())));
        all.add(new Column("BOUNCED", 7, true, row -> figure(row.bounced())));
        all.add(new Column("TOLD", 5, true, row -> figure(row.told())));
        all.add(new Column("NEVER", 5, true, row -> figure(row.never())));
        all.add(new Column("LAST", 13, false, this::last));
        return all;
    }

    private static String figure(long number) {
        return number < 100_000
                ? Long.toString(number)
                : number < 100_000_000 ? number / 1000 + "k" : number / 1_000_000 + "m";
    }

    /** Returns a number; with a question mark if not all of them were observed. */
    private static String figure(Known known) {
        return figure(known.count()) + (known.predicted() > 0 ? "?" : "");
    }

    private String destination(RowView row) {
        return PageWords.endpoint(row.key().address(), row.key().port());
    }

    private String process(RowView row) {
        return row.key().process() == null
                ? ""
                : ink.foreign(PageWords.process(row.key().process()));
    }

    /** Returns the name of a process in so many cells; of a long one, the number stays. */
    private String fitted(String process, int width) {
        int number = process.lastIndexOf('[');
        if (Cells.width(process) <= width || number < 0 || process.length() - number >= width) {
            return process;
        }
        String end = process.substring(number);
        return Cells.left(process.substring(0, number), width - end.length(), ink.cut()) + end;
    }

    private String delay(RowView row) {
        return row.delayNs() < 0 ? "" : Durations.text(row.delayNs(), ink.ascii() ? Glyphs.ASCII : Glyphs.UNICODE);
    }

    private String last(RowView row) {
        if (row.error() == null) {
            return "";
        }
        return Cells.left(word(row.error()), 8, "") + Cells.right(age(shown.epochNs() - row.errorNs()), 5, "");
    }

    /** Returns a short word for an error. */
    private static String word(IcmpCode error) {
        if (error.isPortUnreachable()) {
            return "refused";
        }
        if (error.isProhibited()) {
            return "denied";
        }
        if (error.hasMtu()) {
            return "too big";
        }
        if (error.isHopLimit()) {
            return "ttl";
        }
        return error.isUnreachable() ? "no way" : error.type() + "/" + error.code();
    }

    /** Returns the time since an event in whole units: {@code 4 s}. */
    static String age(long ns) {
        long seconds = Math.max(0, ns / SECOND_NS);
        if (seconds < 100) {
            return seconds + " s";
        }
        return seconds < 6000
                ? seconds / 60 + " m"
                : seconds < 360_000 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }

    String heading() {
        StringBuilder line = new StringBuilder(" ");
        for (Column each : columns) {
            line.append(line.length() > 1 ? " " : "");
            line.append(
                    each.right()
                            ? Cells.right(each.heading(), each.width(), "")
                            : Cells.left(each.heading(), each.width(), ""));
        }
        return line.toString();
    }

    /**
     * Returns the line of a row.
     *
     * @param style draws the cells before and after the numbers of those who are never told
     */
    String line(RowView row, boolean chosen, Function<String, String> style) {
        StringBuilder line = new StringBuilder();
        StringBuilder part = new StringBuilder(chosen ? ">" : " ");
        boolean first = true;
        for (Column each : columns) {
            String text = each.text().apply(row);
            String cell = each.right()
                    ? Cells.right(text, each.width(), ink.cut())
                    : Cells.left(text, each.width(), ink.cut());
            part.append(first ? "" : " ");
            first = false;
            if (each.heading().equals("NEVER") && row.never().count() > 0) {
                int blanks = cell.length() - cell.stripLeading().length();
                part.append(cell, 0, blanks);
                line.append(style.apply(part.toString())).append(ink.alarm(cell.substring(blanks)));
                part.setLength(0);
            } else {
                part.append(cell);
            }
        }
        return line.append(style.apply(part.toString())).toString();
    }
}
