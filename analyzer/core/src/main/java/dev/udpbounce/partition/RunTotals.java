// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Counts;
import dev.udpbounce.decode.DecodeCounts;
import dev.udpbounce.event.BounceRow;
import dev.udpbounce.event.BounceTable;
import dev.udpbounce.event.EnumCounts;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Summary;
import dev.udpbounce.event.Summary.Decoding;
import dev.udpbounce.event.Summary.Losses;
import dev.udpbounce.event.Summary.Sends;
import dev.udpbounce.event.Summary.Shown;
import dev.udpbounce.event.Summary.Traffic;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The sums of parts of a run, which add up to its summary in any order. */
public final class RunTotals {
    /** Rows that a summary has at most; the others are counted. */
    private static final int MOST_ROWS = 1 << 12;

    private final EnumCounts<Figure> figures = new EnumCounts<>(Figure.class);
    private final EnumCounts<Match> matches = new EnumCounts<>(Match.class);
    private final SortedMap<String, Long> malformed = new TreeMap<>();
    private final List<BounceRow> rows = new ArrayList<>();

    /** Creates sums of nothing. */
    public RunTotals() {}

    void add(Figure figure, long count) {
        figures.add(figure, count);
    }

    /** Adds what the decoder of a part did not deliver. */
    void add(DecodeCounts counts) {
        add(Figure.FRAGMENTS, counts.fragments());
        add(Figure.OTHER_ERRORS, counts.icmpErrorsOther());
        add(Figure.FRAGMENTED_FORGOTTEN, counts.fragmentedForgotten());
        counts.malformed().forEach((reason, count) -> malformed.merge(reason, count, Long::sum));
    }

    /** Adds what a capture says of itself. */
    void add(CaptureReport report) {
        if (report.droppedByKernel() >= 0) {
            add(Figure.DROP_REPORTS, 1);
            add(Figure.DROPPED, report.droppedByKernel());
        }
    }

    /** Adds the counts of a correlator that has finished, without its datagrams. */
    void addLosses(Correlator correlator) {
        add(Figure.ELSEWHERE, correlator.errorsElsewhere());
        add(Figure.COUNTS_FORGOTTEN, correlator.countsForgotten());
        add(Figure.COMMENTS_FORGOTTEN, correlator.commentsForgotten());
    }

    /** Adds counts of datagrams. */
    void add(Counts counts) {
        add(Figure.SENDS, counts.sends());
        add(Figure.SIGHTINGS, counts.sightings());
        add(Figure.BOUNCED, counts.bounced());
        add(Figure.ANSWERED, counts.answered());
        add(Figure.SUPPRESSED, counts.suppressed());
        add(Figure.EXPIRED, counts.expired());
        add(Figure.EVICTED, counts.evicted());
    }

    /** Adds errors of a home, whose rows no other home has. */
    void add(Summary.Errors errors, BounceTable.Sums table) {
        add(Figure.ERRORS, errors.count());
        add(Figure.DUPLICATES, errors.duplicates());
        errors.matches().forEach(matches::add);
        add(table.rows());
        add(Figure.ROWS_ELSEWHERE, table.elsewhere());
    }

    private void add(List<BounceRow> more) {
        rows.addAll(more);
        if (rows.size() > 2 * MOST_ROWS) {
            keepMost();
        }
    }

    /** Keeps the rows with most bounces, in an order that does not depend on that of the parts. */
    private void keepMost() {
        rows.sort(BounceRow.Order.BOUNCED
                .rows()
                .thenComparingLong(row -> row.firstNs().orElse(Long.MAX_VALUE))
                .thenComparing(row -> row.address().toString())
                .thenComparingInt(BounceRow::port)
                .thenComparingInt(row -> row.error().type())
                .thenComparingInt(row -> row.error().code()));
        if (rows.size() > MOST_ROWS) {
            List<BounceRow> others = rows.subList(MOST_ROWS, rows.size());
            add(Figure.ROWS_LEFT_OUT, others.size());
            others.clear();
        }
    }

    /** Adds the sums of another part. */
    public void add(RunTotals other) {
        for (Figure figure : Figure.values()) {
            add(figure, other.figures.of(figure));
        }
        for (Match match : Match.values()) {
            matches.add(match, other.matches.of(match));
        }
        other.malformed.forEach((reason, count) -> malformed.merge(reason, count, Long::sum));
        add(other.rows);
    }

    /** Writes octets that {@link #read} reads. */
    public void write(DataOutput out) throws IOException {
        for (Figure figure : Figure.values()) {
            out.writeLong(figures.of(figure));
        }
        for (Match match : Match.values()) {
            out.writeLong(matches.of(match));
        }
        Wire.counts(out, malformed);
        Wire.list(out, rows, Wire::row);
    }

    /** Reads what {@link #write} has written. */
    public static RunTotals read(DataInput in) throws IOException {
        RunTotals totals = new RunTotals();
        for (Figure figure : Figure.values()) {
            totals.add(figure, in.readLong());
        }
        for (Match match : Match.values()) {
            totals.matches.add(match, in.readLong());
        }
        totals.malformed.putAll(Wire.counts(in));
        totals.rows.addAll(Wire.list(in, Wire::row));
        return totals;
    }

    /**
     * Returns the summary of the run, once all of its parts are added. It has no destinations.
     *
     * @param firstNs time of the first frame that has one, nanoseconds since the Unix epoch; 0 without any
     * @param lastNs time of the latest frame
     */
    public Summary summary(long firstNs, long lastNs) {
        return new Summary(
                new Traffic(firstNs, lastNs, of(Figure.PACKETS), of(Figure.BYTES), of(Figure.UNTIMED)),
                new Sends(
                        of(Figure.SENDS),
                        of(Figure.SIGHTINGS),
                        of(Figure.FILTERED_SENDS),
                        of(Figure.EXPIRED),
                        of(Figure.EVICTED),
                        outcomes(),
                        Map.of()),
                new Summary.Errors(
                        of(Figure.ERRORS),
                        matches.all(),
                        of(Figure.DUPLICATES),
                        of(Figure.FILTERED_ERRORS),
                        Map.of(),
                        Map.of(),
                        0),
                new Decoding(of(Figure.FRAGMENTS), of(Figure.OTHER_ERRORS), malformed, of(Figure.FRAGMENTED_FORGOTTEN)),
                new Losses(
                        of(Figure.DROP_REPORTS) == 0 ? -1 : of(Figure.DROPPED),
                        0,
                        of(Figure.ELSEWHERE),
                        of(Figure.COUNTS_FORGOTTEN),
                        of(Figure.COMMENTS_FORGOTTEN),
                        Summary.Trace.NONE),
                List.of(),
                Shown.ALL,
                bounces());
    }

    private long of(Figure figure) {
        return figures.of(figure);
    }

    private Map<Outcome, Long> outcomes() {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        outcomes.put(Outcome.BOUNCED, of(Figure.BOUNCED));
        outcomes.put(Outcome.ANSWERED, of(Figure.ANSWERED));
        outcomes.put(Outcome.SUPPRESSED, of(Figure.SUPPRESSED));
        long known = of(Figure.BOUNCED) + of(Figure.ANSWERED) + of(Figure.SUPPRESSED);
        outcomes.put(Outcome.NO_ERROR_SEEN, of(Figure.SENDS) - known);
        return outcomes;
    }

    private BounceTable.Sums bounces() {
        keepMost();
        return new BounceTable.Sums(List.copyOf(rows), of(Figure.ROWS_LEFT_OUT), of(Figure.ROWS_ELSEWHERE), 0);
    }
}
