// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.read;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Damage;
import dev.udpbounce.capture.Input;
import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.Interruption;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.text.SummaryLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects the messages of a timeline for standard error and prints them at its end: damage, warnings, the summary. */
final class ReadNotices implements EventSink {
    /** The number of lines of one kind that are printed per input; further lines are only counted. */
    private static final int MOST_LINES = 10;

    private final Interruption interruption;
    private final List<Event.CaptureSummary> captures = new ArrayList<>();

    ReadNotices(Interruption interruption) {
        this.interruption = interruption;
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
            captures.add(capture);
        }
    }

    boolean damaged() {
        for (Event.CaptureSummary capture : captures) {
            if (!damage(capture.report()).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Prints all messages, the summary line last. */
    void print(Summary summary, boolean verbose, Diagnostics diagnostics) {
        for (Event.CaptureSummary capture : captures) {
            printDamage(capture.report(), diagnostics);
            warnings(capture, diagnostics);
        }
        if (verbose) {
            for (Event.CaptureSummary capture : captures) {
                describe(capture.report(), diagnostics);
            }
            summary.decoding()
                    .malformed()
                    .forEach((reason, count) -> diagnostics.line("malformed: " + reason + ": " + count));
            if (summary.decoding().fragmentedForgotten() > 0) {
                diagnostics.line("fragmented datagrams whose ports were forgotten: "
                        + summary.decoding().fragmentedForgotten());
            }
        }
        diagnostics.line(SummaryLine.of(summary));
    }

    /**
     * Returns the damage of an input. A pipe that was left in the middle of a packet by an interruption is not damaged.
     */
    private List<Damage> damage(CaptureReport report) {
        List<Damage> damage = report.damage();
        boolean left = interruption.interrupted() && report.name().equals(Input.STANDARD_INPUT);
        return left ? damage.stream().filter(each -> !each.fatal()).toList() : damage;
    }

    private void printDamage(CaptureReport report, Diagnostics diagnostics) {
        List<Damage> damage = damage(report);
        for (Damage each : damage.subList(0, Math.min(MOST_LINES, damage.size()))) {
            diagnostics.error(each.toString());
        }
        if (damage.size() > MOST_LINES) {
            diagnostics.error(report.name(), "and " + (damage.size() - MOST_LINES) + " more damaged places");
        }
    }

    private static void warnings(Event.CaptureSummary capture, Diagnostics diagnostics) {
        String name = capture.report().name() + ": ";
        List<String> warnings = new ArrayList<>();
        for (Map.Entry<String, Long> skipped : capture.linkTypesSkipped().entrySet()) {
            warnings.add(
                    name + "link type " + skipped.getKey() + " is not decoded: " + skipped.getValue() + " packets");
        }
        for (String warning : capture.report().warnings()) {
            warnings.add(name + warning);
        }
        diagnostics.warnings(warnings, MOST_LINES);
    }

    private static void describe(CaptureReport report, Diagnostics diagnostics) {
        StringBuilder line = new StringBuilder(80)
                .append(report.name())
                .append(": ")
                .append(report.format())
                .append(", link types ")
                .append(report.linkTypes())
                .append(", ")
                .append(report.packets())
                .append(" packets, ")
                .append(report.bytes())
                .append(" bytes, ")
                .append(report.precision())
                .append(" digits of a second, snapshot length ")
                .append(report.snapLength() == 0 ? "unlimited" : report.snapLength());
        if (report.droppedByKernel() >= 0) {
            line.append(", ").append(report.droppedByKernel()).append(" dropped by kernel");
        }
        if (report.droppedByInterface() >= 0) {
            line.append(", ").append(report.droppedByInterface()).append(" dropped by interface");
        }
        diagnostics.line(line.toString());
        for (String system : report.systems()) {
            diagnostics.line(report.name() + ": captured on " + system);
        }
        for (String comment : report.comments()) {
            comment.lines().forEach(each -> diagnostics.line(report.name() + ": comment: " + each));
        }
    }
}
