package dev.udpbounce.cli;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Damage;
import dev.udpbounce.capture.Input;
import dev.udpbounce.render.SummaryLine;
import dev.udpbounce.timeline.Event;
import dev.udpbounce.timeline.EventSink;
import dev.udpbounce.timeline.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gathers what a timeline has to tell on standard error when it is complete: damage, warnings, the summary line. */
final class Notices implements EventSink {
    /** Lines of one kind for one input, beyond which they are only counted. */
    private static final int MOST_LINES = 10;

    private final Interruption interruption;
    private final List<Event.CaptureSummary> captures = new ArrayList<>();

    Notices(Interruption interruption) {
        this.interruption = interruption;
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

    /** Tells everything, the summary line last. */
    void tell(Summary summary, boolean verbose, Messages messages) {
        for (Event.CaptureSummary capture : captures) {
            tellDamage(capture.report(), messages);
            warnings(capture, messages);
        }
        if (verbose) {
            for (Event.CaptureSummary capture : captures) {
                describe(capture.report(), messages);
            }
            summary.malformed().forEach((reason, count) -> messages.line("malformed: " + reason + ": " + count));
            if (summary.fragmentedForgotten() > 0) {
                messages.line("fragmented datagrams whose ports were forgotten: " + summary.fragmentedForgotten());
            }
        }
        messages.line(SummaryLine.of(summary));
    }

    /** A pipe that is left in the middle of a packet because the user wants to end is not damaged. */
    private List<Damage> damage(CaptureReport report) {
        List<Damage> damage = report.damage();
        boolean left = interruption.interrupted() && report.name().equals(Input.STANDARD_INPUT);
        return left ? damage.stream().filter(each -> !each.fatal()).toList() : damage;
    }

    private void tellDamage(CaptureReport report, Messages messages) {
        List<Damage> damage = damage(report);
        for (Damage each : damage.subList(0, Math.min(MOST_LINES, damage.size()))) {
            messages.error(each.toString());
        }
        if (damage.size() > MOST_LINES) {
            messages.error(report.name(), "and " + (damage.size() - MOST_LINES) + " more damaged places");
        }
    }

    private static void warnings(Event.CaptureSummary capture, Messages messages) {
        String name = capture.report().name() + ": ";
        List<String> warnings = new ArrayList<>();
        for (Map.Entry<String, Long> skipped : capture.linkTypesSkipped().entrySet()) {
            warnings.add(
                    name + "link type " + skipped.getKey() + " is not decoded: " + skipped.getValue() + " packets");
        }
        for (String warning : capture.report().warnings()) {
            warnings.add(name + warning);
        }
        messages.warnings(warnings, MOST_LINES);
    }

    private static void describe(CaptureReport report, Messages messages) {
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
        messages.line(line.toString());
        for (String comment : report.comments()) {
            comment.lines().forEach(each -> messages.line(report.name() + ": comment: " + each));
        }
    }
}
