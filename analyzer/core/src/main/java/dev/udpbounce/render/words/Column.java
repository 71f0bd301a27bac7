// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A column of a table: a heading and the cells below it. */
public final class Column {
    private final String heading;
    private final List<String> cells = new ArrayList<>();
    private boolean zero = true;

    Column(String heading) {
        this.heading = heading;
    }

    void add(long figure) {
        cells.add(Long.toString(figure));
        zero &= figure == 0;
    }

    void add(String cell) {
        cells.add(cell);
        zero = false;
    }

    public String heading() {
        return heading;
    }

    public List<String> cells() {
        return Collections.unmodifiableList(cells);
    }

    /** Returns whether all cells are zero. */
    boolean isZero() {
        return zero;
    }
}
