// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import dev.udpbounce.event.ProcessDestination;
import dev.udpbounce.render.words.PageWords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user has chosen to see: the row, the order, the filter. The chosen row stays the same row while others move.
 * Once a row is chosen, rows keep their places until the user lets them go.
 */
final class ScreenState {
    /** What the user asks for that concerns more than the screen. */
    enum Wish {
        NONE,
        WRITE,
        QUIT
    }

    private static final int LONGEST_FILTER = 60;

    private Snapshot shown;
    private List<RowView> rows = List.of();
    private SortOrder sort = SortOrder.BOUNCED;
    private boolean held;
    private boolean paused;
    private boolean timelineOnly;
    private boolean typing;
    private String filter = "";
    private String message = "";
    private @Nullable ProcessDestination chosen;
    private int page = 1;
    private int top;

    ScreenState(Snapshot first) {
        shown = first;
    }

    /** Shows a newer snapshot, unless the screen is paused. */
    void update(Snapshot next) {
        if (!paused) {
            shown = next;
            arrange();
        }
    }

    private void arrange() {
        Map<ProcessDestination, Integer> places = new HashMap<>();
        if (held) {
            rows.forEach(row -> places.put(row.key(), places.size()));
        }
        List<RowView> next = new ArrayList<>();
        for (RowView row : shown.rows()) {
            if (matches(row)) {
                next.add(row);
            }
        }
        next.sort(sort.rows());
        if (held) {
            next.sort(Comparator.comparingInt(row -> places.getOrDefault(row.key(), Integer.MAX_VALUE)));
        }
        rows = next;
    }

    private boolean matches(RowView row) {
        if (filter.isEmpty()) {
            return true;
        }
        String text = PageWords.endpoint(row.key().address(), row.key().port())
                + ' '
                + (row.key().process() == null
                        ? ""
                        : PageWords.process(row.key().process()))
                + ' '
                + (row.error() == null ? "" : row.error().name());
        return text.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
    }

    /** Acts on a key, and returns what the user wants beyond the screen. */
    Wish press(Key key) {
        message = "";
        if (key.kind() == Key.Kind.CLOSED) {
            return Wish.QUIT;
        }
        if (typing) {
            type(key);
            return Wish.NONE;
        }
        switch (key.kind()) {
            case UP -> move(-1);
            case DOWN -> move(1);
            case PAGE_UP -> move(-page);
            case PAGE_DOWN -> move(page);
            case HOME -> move(-rows.size());
            case END -> move(rows.size());
            case ENTER -> timelineOnly = !timelineOnly;
            case ESCAPE -> leave();
            case CHARACTER -> {
                return command(key.character());
            }
            default -> {
                // means nothing here
            }
        }
        return Wish.NONE;
    }

    private Wish command(int character) {
        switch (character) {
            case 'k' -> move(-1);
            case 'j' -> move(1);
            case 's' -> {
                sort = sort.next();
                held = false;
                arrange();
                message = "sorted by " + sort.word();
            }
            case 'o' -> {
                held = !held;
                arrange();
            }
            case 'p', ' ' -> paused = !paused;
            case '/' -> typing = true;
            case 'w' -> {
                return Wish.WRITE;
            }
            case 'q' -> {
                return Wish.QUIT;
            }
            default -> {
                // means nothing here
            }
        }
        return Wish.NONE;
    }

    private void type(Key key) {
        switch (key.kind()) {
            case ENTER -> typing = false;
            case ESCAPE -> {
                typing = false;
                filter = "";
            }
            case BACKSPACE ->
                filter = filter.isEmpty() ? "" : filter.substring(0, filter.offsetByCodePoints(filter.length(), -1));
            case CHARACTER ->
                filter = filter.length() < LONGEST_FILTER ? filter + Character.toString(key.character()) : filter;
            default -> {
                // means nothing here
            }
        }
        arrange();
    }

    /** Leaves what was entered last. */
    private void leave() {
        if (timelineOnly) {
            timelineOnly = false;
        } else if (chosen != null) {
            chosen = null;
            held = false;
        } else {
            filter = "";
        }
        arrange();
    }

    private void move(int by) {
        if (rows.isEmpty()) {
            return;
        }
        int from = chosenIndex();
        int to = from < 0 ? (by < 0 ? 0 : Math.min(by - 1, rows.size() - 1)) : from + by;
        chosen = rows.get(Math.max(0, Math.min(to, rows.size() - 1))).key();
        held = true;
    }

    /** Returns the rows in their order, filtered. */
    List<RowView> rows() {
        return rows;
    }

    /** Returns the index of the chosen row among {@link #rows}; -1 if there is none. */
    int chosenIndex() {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).key().equals(chosen)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the index of the first row to draw, if there is room for {@code room} of them. */
    int top(int room) {
        page = Math.max(1, room);
        int at = Math.max(0, chosenIndex());
        top = Math.max(0, Math.min(top, rows.size() - page));
        top = Math.max(at - page + 1, Math.min(top, at));
        return top;
    }

    Snapshot shown() {
        return shown;
    }

    SortOrder sort() {
        return sort;
    }

    boolean held() {
        return held;
    }

    boolean paused() {
        return paused;
    }

    boolean timelineOnly() {
        return timelineOnly;
    }

    /** Whether a filter is being typed. */
    boolean typing() {
        return typing;
    }

    String filter() {
        return filter;
    }

    /** A message until the next key; not escaped. */
    String message() {
        return message;
    }

    void say(String text) {
        message = text;
    }
}
