package dev.udpbounce.render;

import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.DestinationRecord;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.timeline.Summary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table at the end of a text timeline: a row for each destination that had errors, most of them first. Columns
 * that would hold nothing but zeros are left out.
 *
 * <pre>
 * destination     sent  bounced  first         delay  note
 * 127.0.0.1:1060     1        1  01:39:58.454  13 µs  nobody listens there
 * </pre>
 */
final class DestinationTable {
    private static final int MAX_ROWS = 30;
    private static final int MAX_MTUS = 1024;
    private static final String GAP = "  ";
    private static final String NAME = "destination";
    private static final String NOTE = "note";
    private static final String SUPPRESSED = "suppressed";
    private static final String SILENT = "silent";
    private static final String DELAY = "delay";
    private static final String MEDIAN = "~";

    private final TextLine line;
    private final TimeColumn times;
    private final Glyphs glyphs;
    private final int width;
    /** The latest MTU that was reported for an address; the oldest ones leave. */
    private final Map<IpAddress, Integer> mtus = new LinkedHashMap<>();

    /** A heading and the cells below it. */
    private static final class Column {
        final String heading;
        final List<String> cells = new ArrayList<>();
        int width;
        boolean zeros = true;

        Column(String heading) {
            this.heading = heading;
            width = heading.length();
        }

        void add(long figure) {
            add(Long.toString(figure));
            zeros &= figure == 0;
        }

        void add(String cell) {
            cells.add(cell);
            width = Math.max(width, cell.length());
        }
    }

    DestinationTable(TextLine line, TimeColumn times, Glyphs glyphs, int width) {
        this.line = line;
        this.times = times;
        this.glyphs = glyphs;
        this.width = width == 0 ? Integer.MAX_VALUE : width;
    }

    /** Takes notice of an error's MTU. */
    void see(Bounce bounce) {
        if (bounce.mtu() > 0) {
            IpAddress destination = bounce.quoted().flow().destination();
            mtus.put(destination, bounce.mtu());
            if (mtus.size() > MAX_MTUS) {
                mtus.remove(mtus.keySet().iterator().next());
            }
        }
    }

    void write(Summary summary, Utf8Output out) throws IOException {
        List<DestinationRecord> all = summary.destinations();
        List<DestinationRecord> shown = all.subList(0, Math.min(MAX_ROWS, all.size()));
        Column names = new Column(NAME);
        Column notes = new Column(NOTE);
        for (DestinationRecord row : shown) {
            names.add(EventText.endpoint(row.address(), row.port()));
            notes.add(note(row));
        }
        List<Column> columns = columns(shown, summary);
        int figures = 0;
        for (Column column : columns) {
            figures += GAP.length() + column.width;
        }
        int room = Math.max(NAME.length(), width - figures);
        int nameWidth = Math.min(room, names.width);
        boolean besides = nameWidth + figures + GAP.length() + notes.width <= width;
        row(Style.HEADING, NAME, nameWidth, headings(columns), NOTE, besides, out);
        for (int i = 0; i < shown.size(); i++) {
            row(Style.PLAIN, names.cells.get(i), nameWidth, figures(columns, i), notes.cells.get(i), besides, out);
        }
        if (all.size() > shown.size()) {
            out.text(glyphs.ellipsis() + " and " + (all.size() - shown.size()) + " more destinations\n");
        }
        if (summary.elsewhere() > 0) {
            out.text(glyphs.ellipsis() + " and destinations beyond those remembered, with " + summary.elsewhere()
                    + " errors\n");
        }
        legend(columns, out);
    }

    /** Explains the columns that do not explain themselves, if they are there. */
    private void legend(List<Column> columns, Utf8Output out) throws IOException {
        for (Column column : columns) {
            String words =
                    switch (column.heading) {
                        case SUPPRESSED ->
                            "suppressed: no error, though the port was just known closed; systems limit them";
                        case SILENT -> "silent: neither an error nor an answer was seen, which proves nothing";
                        case DELAY -> hasMedian(column) ? MEDIAN + " median of several" : "";
                        default -> "";
                    };
            if (!words.isEmpty()) {
                line.start(GAP.length());
                line.put(Style.FAINT, words);
                out.text(line.end());
            }
        }
    }

    private static boolean hasMedian(Column column) {
        for (String cell : column.cells) {
            if (cell.startsWith(MEDIAN)) {
                return true;
            }
        }
        return false;
    }

    private List<Column> columns(List<DestinationRecord> rows, Summary summary) {
        Column sent = new Column("sent");
        Column bounced = new Column("bounced");
        Column answered = new Column("answered");
        Column suppressed = new Column(SUPPRESSED);
        Column silent = new Column(SILENT);
        Column first = new Column("first");
        Column delay = new Column(DELAY);
        for (DestinationRecord row : rows) {
            sent.add(row.sends());
            bounced.add(row.bounced());
            answered.add(row.answered());
            suppressed.add(row.suppressed());
            silent.add(row.noErrorSeen());
            first.add(times.brief(row.firstBounceNs(), summary.firstNs(), summary.lastNs()));
            delay.add(delay(row));
        }
        List<Column> columns = new ArrayList<>(List.of(sent, bounced));
        for (Column outcome : List.of(answered, suppressed, silent)) {
            if (!outcome.zeros) {
                columns.add(outcome);
            }
        }
        columns.add(first);
        columns.add(delay);
        return columns;
    }

    /** The median, marked as such if it stands for several. */
    private String delay(DestinationRecord row) {
        long count = row.delays().count();
        return count == 0
                ? ""
                : (count > 1 ? MEDIAN : "") + Durations.text(row.delays().median(), glyphs);
    }

    private String note(DestinationRecord row) {
        int mtu = mtus.getOrDefault(row.address(), 0);
        return ErrorWords.note(row.address().version(), row.type(), row.code(), mtu);
    }

    /** A name that is too long for its column has a line of its own, and so have notes unless there is room for all. */
    private void row(
            Style style, String name, int nameWidth, String figures, String note, boolean besides, Utf8Output out)
            throws IOException {
        line.start(GAP.length());
        line.fixed(style, name);
        if (name.length() > nameWidth) {
            out.text(line.end());
            line.start(GAP.length());
            line.fixed(style, " ".repeat(nameWidth));
        } else {
            line.fixed(style, " ".repeat(nameWidth - name.length()));
        }
        line.fixed(style, figures);
        if (besides) {
            line.fixed(style, GAP + note);
        } else if (style != Style.HEADING) {
            line.paragraph(style, note);
        }
        out.text(line.end());
    }

    private static String headings(List<Column> columns) {
        StringBuilder text = new StringBuilder();
        for (Column column : columns) {
            text.append(GAP).append(right(column.heading, column.width));
        }
        return text.toString();
    }

    private static String figures(List<Column> columns, int row) {
        StringBuilder text = new StringBuilder();
        for (Column column : columns) {
            text.append(GAP).append(right(column.cells.get(row), column.width));
        }
        return text.toString();
    }

    private static String right(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
