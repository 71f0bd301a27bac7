// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import dev.udpbounce.event.BounceRow.Known;
import dev.udpbounce.render.words.PageWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws the screen as lines, none of which is wider than the terminal.
 *
 * <pre>
 * udpbounce live  any                  00:04:12  1 204 sent  88 bounced  61 told  27 NEVER
 * errors/s ▁▁▂▃▅▇█▇▅▃▂▁▁▁▁▁  kernel dropped 0                    by bounced, held  live
 *  DESTINATION           PROCESS            SENT BOUNCED  TOLD NEVER LAST
 * >127.0.0.1:8125        statsd-cl[4811]     812      61    61     0 refused   1 s
 *  …
 * ── 127.0.0.1:8125  statsd-cl[4811]  port unreachable (3/3) ─────────────────────────
 *  811  02:11:09.046598  127.0.0.1:40901 → 127.0.0.1:8125  UDP 12 bytes
 *  …
 *  ↑↓ row  Enter timeline  s sort  o hold  p pause  / filter  w write  q quit
 * </pre>
 */
final class ScreenPainter {
    /**
     * Figures of the capture itself.
     *
     * @param elapsedNs since it began
     * @param dropped packets that the kernel dropped; -1 if that is not known
     */
    record Capture(long elapsedNs, long dropped) {}

    /** Below this, the table has all of the screen. */
    private static final int LEAST_HEIGHT_FOR_TIMELINE = 16;

    private static final int LINES_AROUND = 5;
    /** Lines of a table with few rows; what it does not need, the timeline has. */
    private static final int LEAST_TABLE = 8;

    private static final int MOST_BARS = 48;
    private static final long NEW_NS = 2_000_000_000;
    private static final long SECOND_NS = 1_000_000_000;

    private final Ink ink;
    private final String interfaces;
    private final EventLines timeline;

    /** @param interfaces what is captured; not escaped */
    ScreenPainter(Ink ink, String interfaces, EventLines timeline) {
        this.ink = ink;
        this.interfaces = ink.foreign(interfaces);
        this.timeline = timeline;
    }

    /** Returns exactly {@code height} lines. */
    List<String> lines(ScreenState state, Capture capture, int width, int height) {
        List<String> lines = new ArrayList<>();
        lines.add(sums(state, capture, width));
        lines.add(status(state, capture, width));
        int room = Math.max(0, height - lines.size() - 1);
        if (state.timelineOnly()) {
            timeline(state, width, room, lines);
        } else if (height < LEAST_HEIGHT_FOR_TIMELINE) {
            table(state, width, room, lines);
        } else {
            int most = room - (height - LINES_AROUND) * 9 / 20 - 1;
            int above = Math.min(most, Math.max(LEAST_TABLE, state.rows().size() + 1));
            table(state, width, above, lines);
            timeline(state, width, room - above, lines);
        }
        lines.add(bottom(state, width));
        return lines.stream().limit(height).map(line -> Cells.clip(line, width)).toList();
    }

    private String sums(ScreenState state, Capture capture, int width) {
        RowView all = state.shown().all();
        long never = all.never().count();
        String neverText = figure(all.never()) + " NEVER";
        String tail = figure(all.told()) + " told  ";
        String bounced = number(all.bounced()) + " bounced  ";
        String sent = number(all.sent()) + " sent  ";
        String time = clock(capture.elapsedNs()) + "  ";
        String right = "";
        for (String part : List.of(tail, bounced, time, sent)) {
            // The most important figures stay on a narrow screen.
            if (Cells.width(right) + part.length() + neverText.length() <= width) {
                right = part.equals(sent) && right.startsWith(time)
                        ? time + sent + right.substring(time.length())
                        : part + right;
            }
        }
        int room = width - Cells.width(right) - neverText.length();
        String title = "udpbounce live  " + interfaces;
        String left = Cells.left(room > 20 ? title : interfaces, Math.max(0, room - 2), ink.cut()) + "  ";
        return ink.bold(room > 4 ? left : " ".repeat(Math.max(0, room)))
                + right
                + (never > 0 ? ink.alarm(neverText) : neverText);
    }

    private String status(ScreenState state, Capture capture, int width) {
        String mode = state.paused() ? "PAUSED" : "live";
        String order = "by " + state.sort().word() + (state.held() ? ", held" : "");
        String right = (width < 60 ? "" : order + "  ");
        String dropped = capture.dropped() < 0 ? "" : "  kernel dropped " + number(capture.dropped());
        int bars = Math.min(MOST_BARS, width - 9 - dropped.length() - right.length() - mode.length() - 3);
        String strip = bars > 4
                ? "errors/s "
                        + ink.red(ink.bars(state.shown()
                                .all()
                                .bars()
                                .last(bars, state.shown().nowNs())))
                : "";
        String left = strip + (capture.dropped() > 0 ? ink.bold(dropped) : dropped);
        int gap = width - Cells.width(left) - right.length() - mode.length();
        return left
                + " ".repeat(Math.max(1, gap))
                + ink.faint(right)
                + (state.paused() ? ink.reverse(mode) : ink.green(mode));
    }

    private void table(ScreenState state, int width, int room, List<String> lines) {
        if (room < 1) {
            return;
        }
        RowColumns columns = new RowColumns(ink, state.shown(), width);
        lines.add(ink.bold(columns.heading()));
        List<RowView> rows = state.rows();
        int most = room - 1;
        boolean cut = rows.size() > most;
        int shown = cut ? Math.max(0, most - 1) : rows.size();
        int top = state.top(shown);
        int chosen = state.chosenIndex();
        for (int i = top; i < Math.min(rows.size(), top + shown); i++) {
            RowView row = rows.get(i);
            boolean isNew = state.shown().nowNs() - row.createdNs() < NEW_NS;
            boolean isChosen = i == chosen;
            lines.add(
                    columns.line(row, isChosen, text -> isNew ? ink.reverse(text) : isChosen ? ink.bold(text) : text));
        }
        if (cut && most > 0) {
            lines.add(ink.faint(" " + ink.cut() + " " + (top + 1) + " to " + (top + shown) + " of " + rows.size()
                    + " rows" + forgotten(state)));
        } else if (rows.isEmpty() && most > 0) {
            lines.add(ink.faint(" " + nothing(state)));
            shown = 1;
        }
        fill(lines, most - shown - (cut ? 1 : 0));
    }

    private static String forgotten(ScreenState state) {
        return state.shown().forgotten() == 0 ? "" : ", " + number(state.shown().forgotten()) + " older ones dropped";
    }

    private static String nothing(ScreenState state) {
        return state.filter().isEmpty() ? "no datagram so far" : "no row has this text";
    }

    private static void fill(List<String> lines, int count) {
        for (int i = 0; i < count; i++) {
            lines.add("");
        }
    }

    private void timeline(ScreenState state, int width, int room, List<String> lines) {
        if (room < 1) {
            return;
        }
        int at = state.chosenIndex();
        RowView row = at < 0 ? state.shown().all() : state.rows().get(at);
        String title = at < 0 ? "all rows" : title(row);
        String rule = ink.rule().repeat(2);
        String start = rule + " " + title + " ";
        lines.add(ink.faint(rule) + " " + ink.bold(title) + " "
                + ink.faint(ink.rule().repeat(Math.max(0, width - Cells.width(start)))));
        List<String> events = timeline.last(row.events(), width, room - 1);
        lines.addAll(events);
        fill(lines, room - 1 - events.size());
    }

    private String title(RowView row) {
        String process = row.key().process() == null
                ? ""
                : "  " + ink.foreign(PageWords.process(row.key().process()));
        String error = row.error() == null
                ? ""
                : "  " + row.error().name() + " (" + row.error().type() + "/"
                        + row.error().code() + ")";
        return PageWords.endpoint(row.key().address(), row.key().port()) + process + error;
    }

    private String bottom(ScreenState state, int width) {
        if (state.typing()) {
            return " filter: " + ink.foreign(state.filter()) + ink.reverse(" ")
                    + ink.faint("  Enter keeps it, Esc clears it");
        }
        if (!state.message().isEmpty()) {
            return " " + ink.bold(ink.foreign(state.message()));
        }
        StringBuilder keys = new StringBuilder();
        String filter = state.filter().isEmpty() ? "filter" : "filter: " + ink.foreign(state.filter());
        String[][] all = {
            {"q", "quit"},
            {ink.arrows(), "row"},
            {"/", filter},
            {"s", "sort"},
            {"p", state.paused() ? "go on" : "pause"},
            {"Enter", state.timelineOnly() ? "table" : "timeline"},
            {"o", state.held() ? "release order" : "hold order"},
            {"w", "write"}
        };
        for (String[] key : all) {
            String next = (keys.length() == 0 ? " " : "  ") + ink.bold(key[0]) + " " + key[1];
            if (Cells.width(keys.toString()) + Cells.width(next) <= width) {
                keys.append(next);
            }
        }
        return keys.toString();
    }

    /** Returns the table and the timeline of the chosen row as text, without attributes. */
    List<String> text(ScreenState state, Capture capture, int width) {
        int height = LINES_AROUND + 2 + state.rows().size() + ScreenRow.MOST_EVENTS;
        List<String> lines = new ArrayList<>();
        lines.add(sums(state, capture, width));
        lines.add(status(state, capture, width));
        table(state, width, state.rows().size() + 2, lines);
        timeline(state, width, height, lines);
        return lines.stream()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").stripTrailing())
                .toList();
    }

    private static String figure(Known known) {
        return number(known.count()) + (known.predicted() > 0 ? "?" : "");
    }

    /** Returns {@code 1 204}. */
    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
    }

    private static String clock(long ns) {
        long seconds = ns / SECOND_NS;
        return String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
