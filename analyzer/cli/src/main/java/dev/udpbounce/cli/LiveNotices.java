package dev.udpbounce.cli;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.render.SummaryLine;
import dev.udpbounce.timeline.Event;
import dev.udpbounce.timeline.EventSink;
import dev.udpbounce.timeline.Fate;
import dev.udpbounce.timeline.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Gathers what a live timeline has to tell on standard error: warnings, losses, verdicts, the summary line. */
final class LiveNotices implements EventSink {
    private static final int MOST_WARNINGS = 10;

    private final Messages messages;
    private final List<CaptureReport> captures = new ArrayList<>();

    LiveNotices(Messages messages) {
        this.messages = messages;
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    @Override
    public void event(Event event) {
        if (event instanceof Event.CaptureSummary capture) {
            captures.add(capture.report());
        }
    }

    /** Errors that nobody learned of. */
    static long untold(Summary summary) {
        return summary.verdicts().getOrDefault(Fate.Verdict.NEVER_TOLD, 0L)
                + summary.verdicts().getOrDefault(Fate.Verdict.NO_SOCKET, 0L);
    }

    /** Tells everything of a capture that has ended, the summary line last. */
    void tell(Summary summary, boolean verbose) {
        List<String> warnings = new ArrayList<>();
        for (CaptureReport capture : captures) {
            capture.warnings().forEach(warning -> warnings.add(capture.name() + ": " + warning));
        }
        messages.warnings(warnings, MOST_WARNINGS);
        if (verbose) {
            summary.malformed().forEach((reason, count) -> messages.line("malformed: " + reason + ": " + count));
        }
        tellSums(summary, captures, verbose);
    }

    /** Tells the figures so far. */
    void tellSums(Summary summary, List<CaptureReport> reports, boolean verbose) {
        for (CaptureReport report : reports) {
            if (verbose || reports.size() > 1 || report.droppedByInterface() > 0) {
                messages.line(report.name() + ": " + report.packets() + " packets, " + report.droppedByKernel()
                        + " dropped by kernel, " + report.droppedByInterface() + " dropped by interface");
            }
        }
        if (summary.verdicts().values().stream().anyMatch(count -> count > 0)) {
            List<String> words = new ArrayList<>();
            summary.verdicts()
                    .forEach((verdict, count) -> words.add(count + " "
                            + verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
            messages.line("verdicts: " + String.join(", ", words));
        }
        messages.line(SummaryLine.of(summary));
    }
}
