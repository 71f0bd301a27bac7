// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.BounceRow;
import dev.udpbounce.event.BounceTable;
import dev.udpbounce.icmp.IcmpCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * The errors by process, destination and kind, as words without layout. Names of processes are not escaped.
 *
 * <pre>
 * process        destination     error                 sent  bounced  told  untold  lost         first
 * python3[4711]  127.0.0.1:1060  3/3 port unreachable     4        2     1       1     1  01:39:58.454
 * </pre>
 */
public final class BounceTableWords {
    private static final String PREDICTED = "?";

    private final Column processes = new Column("process");
    private final Column destinations = new Column("destination");
    private final Column errors = new Column("error");
    private final Column sent = new Column("sent");
    private final Column bounced = new Column("bounced");
    private final Column orphans = new Column("orphans");
    private final Column told = new Column("told");
    private final Column toldPredicted = new Column("told" + PREDICTED);
    private final Column untold = new Column("untold");
    private final Column untoldPredicted = new Column("untold" + PREDICTED);
    private final Column unknown = new Column("unknown");
    private final Column lost = new Column("lost");
    private final Column first = new Column("first");
    private final List<String> remarks = new ArrayList<>();
    private final boolean processesKnown;

    /**
     * Describes the first {@code most} rows.
     *
     * @param times formats an instant, given in nanoseconds since the Unix epoch
     */
    public BounceTableWords(BounceTable.Sums bounces, int most, LongFunction<String> times, Glyphs glyphs) {
        List<BounceRow> rows =
                bounces.rows().subList(0, Math.min(most, bounces.rows().size()));
        boolean known = false;
        for (BounceRow row : rows) {
            known |= row.process() != null;
            processes.add(row.process() == null ? "unknown" : FateWords.process(row.process()));
            destinations.add(Endpoints.text(row.address(), row.port()));
            errors.add(error(row.error()));
            if (row.sent() < 0) {
                sent.add("");
            } else {
                sent.add(row.sent());
            }
            bounced.add(row.bounced());
            orphans.add(row.orphans());
            told.add(row.told().observed());
            toldPredicted.add(row.told().predicted());
            untold.add(row.untold().observed());
            untoldPredicted.add(row.untold().predicted());
            unknown.add(row.unknown());
            lost.add(row.lostSends());
            first.add(row.firstNs().isPresent() ? times.apply(row.firstNs().getAsLong()) : "unknown");
        }
        processesKnown = known;
        remarks(bounces, bounces.rows().size() - rows.size() + bounces.more(), glyphs);
    }

    private static String error(IcmpCode error) {
        return error.type() + "/" + error.code() + " " + error.name();
    }

    private void remarks(BounceTable.Sums bounces, long more, Glyphs glyphs) {
        if (more > 0) {
            remarks.add(glyphs.ellipsis() + " and " + more + " more rows");
        }
        if (bounces.elsewhere() > 0) {
            remarks.add(glyphs.ellipsis() + " and " + bounces.elsewhere() + " errors for rows beyond those remembered");
        }
        if (bounces.forgotten() > 0) {
            remarks.add("what was sent before a first error may be lacking: memory had no room for "
                    + bounces.forgotten() + " processes and destinations without errors");
        }
        if (!toldPredicted.isZero() || !untoldPredicted.isZero()) {
            remarks.add("told?, untold?: predicted from the state of the sockets, not observed");
        }
        if (!lost.isZero()) {
            remarks.add("lost: datagrams that were not sent, because their send call returned such an error");
        }
    }

    /**
     * Returns whether the rows say more than the table of destinations does: whose datagrams these were, or that a
     * destination had several kinds of errors.
     */
    public static boolean addsTo(BounceTable.Sums bounces) {
        Set<String> seen = new HashSet<>();
        for (BounceRow row : bounces.rows()) {
            if (row.process() != null || !seen.add(Endpoints.text(row.address(), row.port()))) {
                return true;
            }
        }
        return false;
    }

    /** Returns the columns of texts, the first of which contains foreign text. */
    public List<Column> texts() {
        return processesKnown ? List.of(processes, destinations, errors) : List.of(destinations, errors);
    }

    /** Returns the columns of figures, without those that are all zero. */
    public List<Column> figures() {
        List<Column> columns = new ArrayList<>(List.of(sent, bounced));
        for (Column column : List.of(orphans, told, toldPredicted, untold, untoldPredicted, unknown, lost)) {
            if (!column.isZero()) {
                columns.add(column);
            }
        }
        columns.add(first);
        return columns;
    }

    /** Returns sentences about data missing from the table, and explanations of its headings. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }
}
