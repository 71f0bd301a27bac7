// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.text.SummaryLine;
import dev.udpbounce.render.text.SummaryTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Collects the messages of a live timeline for standard error: warnings, losses, verdicts, the summary line. */
final class LiveNotices implements EventSink {
    private static final int MOST_WARNINGS = 10;

    private final Diagnostics diagnostics;
    private final SummaryTables tables;
    private final UnaryOperator<Summary> arrange;
    private final List<CaptureReport> captures = new ArrayList<>();

    /** @param arrange arranges the summary as the user wants it */
    LiveNotices(Diagnostics diagnostics, SummaryTables tables, UnaryOperator<Summary> arrange) {
        this.diagnostics = diagnostics;
        this.tables = tables;
        this.arrange = arrange;
    }

    @Override
    public boolean wantsFlows() {
        return false;
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    @Override
    public void event(Event event) {
        if (event instanceof Event.CaptureSummary capture) {
            captures.add(capture.report());
        } else if (event instanceof Event.IcmpError error) {
            tables.see(error.bounce());
        }
    }

    /** Prints all messages of a capture that has ended, the summary line last. */
    void print(Summary summary, boolean verbose) {
        List<String> warnings = new ArrayList<>();
        for (CaptureReport capture : captures) {
            capture.warnings().forEach(warning -> warnings.add(capture.name() + ": " + warning));
        }
        diagnostics.warnings(warnings, MOST_WARNINGS);
        if (verbose) {
            summary.decoding()
                    .malformed()
                    .forEach((reason, count) -> diagnostics.line("malformed: " + reason + ": " + count));
        }
        printSums(summary, captures, verbose);
    }

    /** Prints the tables and the figures so far. */
    void printSoFar(Summary summary, List<CaptureReport> reports, boolean verbose) {
        diagnostics.raw(tables.text(arrange.apply(summary)));
        printSums(summary, reports, verbose);
    }

    private void printCounts(String heading, Map<? extends Enum<?>, Long> counts) {
        if (counts.values().stream().anyMatch(count -> count > 0)) {
            List<String> words = new ArrayList<>();
            counts.forEach((kind, count) ->
                    words.add(count + " " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
            diagnostics.line(heading + String.join(", ", words));
        }
    }

    private void printSums(Summary summary, List<CaptureReport> reports, boolean verbose) {
        for (CaptureReport report : reports) {
            if (verbose || reports.size() > 1 || report.droppedByInterface() > 0) {
                diagnostics.line(report.name() + ": " + report.packets() + " packets"
                        + dropped(report.droppedByKernel(), "kernel")
                        + dropped(report.droppedByInterface(), "interface"));
            }
        }
        printCounts("verdicts: ", summary.errors().verdicts());
        printCounts("observed: ", summary.errors().deliveries());
        if (summary.errors().staleDeliveries() > 0) {
            diagnostics.line(
                    summary.errors().staleDeliveries() + " of them stale: about a peer that the socket had left");
        }
        diagnostics.line(SummaryLine.of(summary));
    }

    /** @param count -1 if it is not known */
    private static String dropped(long count, String by) {
        return count < 0 ? "" : ", " + count + " dropped by " + by;
    }
}
