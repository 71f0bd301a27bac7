package dev.udpbounce.render;

import dev.udpbounce.timeline.Summary;

/** The sums of a timeline on one line, as shown at the end of every run. */
public final class SummaryLine {
    private SummaryLine() {}

    /**
     * {@code P packets, S sends, E errors (M matched, A ambiguous, O orphans), X expired, D dropped by kernel}; the
     * last figure is left out if the capture does not tell. Figures that are normally 0 follow where they are not.
     */
    public static String of(Summary summary) {
        StringBuilder line = new StringBuilder(160)
                .append(summary.packets())
                .append(" packets, ")
                .append(summary.udpSends())
                .append(" sends, ")
                .append(summary.icmpErrors())
                .append(" errors (")
                .append(summary.matched())
                .append(" matched, ")
                .append(summary.ambiguous())
                .append(" ambiguous, ")
                .append(summary.orphan())
                .append(" orphans), ")
                .append(summary.expired())
                .append(" expired");
        if (summary.dropped() >= 0) {
            line.append(", ").append(summary.dropped()).append(" dropped by kernel");
        }
        long malformed = 0;
        for (long count : summary.malformed().values()) {
            malformed += count;
        }
        unlessZero(summary.duplicates(), "duplicates", line);
        unlessZero(summary.evicted(), "evicted", line);
        unlessZero(malformed, "malformed", line);
        unlessZero(summary.filtered(), "errors filtered", line);
        unlessZero(summary.filteredSends(), "sends filtered", line);
        unlessZero(summary.late(), "out of order", line);
        unlessZero(summary.elsewhere(), "errors for destinations beyond those remembered", line);
        unlessZero(summary.commentsForgotten(), "comments forgotten", line);
        return line.toString();
    }

    private static void unlessZero(long count, String what, StringBuilder line) {
        if (count != 0) {
            line.append(", ").append(count).append(' ').append(what);
        }
    }
}
