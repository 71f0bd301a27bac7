// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import java.util.ArrayList;
import java.util.List;

/**
 * The destinations of errors, one per row, as words without layout.
 *
 * <pre>
 * destination     sent  bounced  first         delay  note
 * 127.0.0.1:1060     1        1  01:39:58.454  13 µs  nobody listens there
 * </pre>
 */
public final class DestinationTable {
    final Column names = new Column("destination");
    final Column sent = new Column("sent");
    final Column bounced = new Column("bounced");
    final Column answered = new Column("answered");
    final Column suppressed = new Column("suppressed");
    final Column silent = new Column("silent");
    final Column orphans = new Column("orphans");
    final Column first = new Column("first");
    final Column delay = new Column("delay");
    final Column notes = new Column("note");
    final List<String> remarks = new ArrayList<>();
    final List<String> legend = new ArrayList<>();

    DestinationTable() {}

    public int rows() {
        return names.cells().size();
    }

    public Column names() {
        return names;
    }

    /** Returns the columns of figures, without columns of outcomes and orphans that are all zero. */
    public List<Column> figures() {
        List<Column> columns = new ArrayList<>(List.of(sent, bounced));
        for (Column outcome : List.of(answered, suppressed, silent, orphans)) {
            if (!outcome.isZero()) {
                columns.add(outcome);
            }
        }
        columns.add(first);
        columns.add(delay);
        return columns;
    }

    /** Returns the column with the meaning of the errors of each destination. */
    public Column notes() {
        return notes;
    }

    /** Returns sentences about data missing from the table. */
    public List<String> remarks() {
        return remarks;
    }

    /** Returns explanations of headings and signs. */
    public List<String> legend() {
        return legend;
    }
}
