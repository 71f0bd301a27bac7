// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.Summary;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.render.words.Durations;
import dev.udpbounce.render.words.Glyphs;
import dev.udpbounce.render.words.PageWords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables of destinations and of processes, whose last column shows each row over one common time. */
final class Tables {
    private static final int MOST_ROWS = 40;
    private static final int MOST_NAME = 60;

    private final Summary summary;
    private final Tally tally;
    private final StripDrawing drawing;
    private final AxisLabels labels;
    private final boolean toldColumn;

    Tables(Summary summary, Tally tally, AxisLabels labels) {
        this.summary = summary;
        this.tally = tally;
        this.labels = labels;
        drawing = new StripDrawing(tally.axis());
        toldColumn = tally.knowsSockets();
    }

    void write(Markup page) {
        if (!summary.destinations().isEmpty()) {
            destinations(page);
        }
        if (!tally.processes().isEmpty()) {
            processes(page);
        }
    }

    private void destinations(Markup page) {
        List<DestinationRecord> all = summary.destinations();
        begin("destinations", "Destinations", "destination", page);
        for (DestinationRecord each : all.subList(0, Math.min(MOST_ROWS, all.size()))) {
            destination(each, page);
        }
        if (all.size() > MOST_ROWS) {
            others(all.subList(MOST_ROWS, all.size()), page);
        }
        page.raw("</tbody></table></section>\n");
    }

    private void destination(DestinationRecord each, Markup page) {
        String name = PageWords.endpoint(each.address(), each.port());
        RowSums sums = tally.destination(name);
        page.raw("<tr")
                .attribute("data-filter", "d:" + name)
                .raw("><th scope=\"row\"><code>")
                .text(name)
                .raw("</code>");
        if (sums != null && !sums.names().isEmpty()) {
            page.raw(" <code class=\"quiet\">")
                    .text(String.join(", ", sums.names()))
                    .raw("</code>");
        }
        page.raw("</th>");
        figure("sent", each.sends().count(), page);
        figure("bounced", each.sends().bounced(), page);
        told(sums, page);
        page.raw("<td class=\"why\" data-label=\"why\">");
        if (sums == null || sums.reasons().isEmpty()) {
            reasonOf(each, page);
        } else {
            reasons(sums, page);
        }
        if (each.errors().orphans() > 0) {
            page.raw(" <span class=\"quiet\">")
                    .count(each.errors().orphans(), "error")
                    .raw(" without its datagram</span>");
        }
        page.raw("</td><td class=\"figure\" data-label=\"delay\"");
        long count = each.delays().count();
        page.attribute(
                        "data-sort",
                        String.valueOf(count == 0 ? 0 : each.delays().median()))
                .raw(">");
        if (count > 0) {
            page.raw(count > 1 ? "~" : "").text(Durations.text(each.delays().median(), Glyphs.UNICODE));
        }
        page.raw("</td>");
        strip(sums, page);
        page.raw("</tr>\n");
    }

    /** Writes the reason of a destination of whose errors none was counted here. */
    private static void reasonOf(DestinationRecord each, Markup page) {
        IcmpCode code = IcmpTable.of(
                each.address().version(), each.errors().type(), each.errors().code());
        page.raw("<i class=\"swatch r-")
                .raw(Reason.of(code).word())
                .raw("\"></i>")
                .text(PageWords.note(code, -1));
    }

    private static void reasons(RowSums sums, Markup page) {
        boolean several = sums.reasons().size() > 1;
        for (Reason reason : sums.reasons().keySet()) {
            IcmpCode code = sums.codes().get(reason);
            if (code != null) {
                page.raw("<span class=\"reason\"><i class=\"swatch r-")
                        .raw(reason.word())
                        .raw("\"></i>");
                page.text(several ? code.name() : PageWords.note(code, sums.mtu()))
                        .raw("</span> ");
            }
        }
    }

    private void others(List<DestinationRecord> rest, Markup page) {
        long sent = 0;
        long bounced = 0;
        for (DestinationRecord each : rest) {
            sent += each.sends().count();
            bounced += each.sends().bounced();
        }
        page.raw("<tr class=\"rest\"><th scope=\"row\">")
                .count(rest.size(), "other destination")
                .raw("</th>");
        figure("sent", sent, page);
        figure("bounced", bounced, page);
        page.raw(toldColumn ? "<td></td>" : "").raw("<td></td><td></td><td></td></tr>\n");
    }

    private void processes(Markup page) {
        List<Map.Entry<String, RowSums>> rows =
                new ArrayList<>(tally.processes().entrySet());
        rows.sort(Comparator.comparingLong(
                        (Map.Entry<String, RowSums> row) -> row.getValue().bounced())
                .thenComparingLong(row -> row.getValue().sent())
                .reversed());
        begin("processes", "Processes", "process", page);
        for (Map.Entry<String, RowSums> row : rows.subList(0, Math.min(MOST_ROWS, rows.size()))) {
            RowSums sums = row.getValue();
            page.raw("<tr").attribute("data-filter", "p:" + row.getKey()).raw("><th scope=\"row\"><code>");
            page.text(Markup.shortened(row.getKey(), MOST_NAME)).raw("</code></th>");
            figure("sent", sums.sent(), page);
            figure("bounced", sums.bounced(), page);
            told(sums, page);
            page.raw("<td class=\"why\" data-label=\"why\">");
            reasons(sums, page);
            page.raw("</td>");
            strip(sums, page);
            page.raw("</tr>\n");
        }
        page.raw("</tbody></table>");
        if (rows.size() > MOST_ROWS) {
            page.raw("<p class=\"quiet\">")
                    .count(rows.size() - MOST_ROWS, "more process")
                    .raw(".</p>");
        }
        page.raw("</section>\n");
    }

    private void begin(String id, String title, String first, Markup page) {
        page.raw("<section aria-labelledby=\"" + id + "\"><h2 id=\"" + id + "\">" + title + "</h2>");
        page.raw("<p class=\"hint quiet\">").raw(tally.sends() > tally.matched() ? "grey: sent · " : "");
        page.raw("colored: bounced, each row to its own height</p>\n");
        page.raw(
                "<table class=\"rows\" aria-labelledby=\"" + id + "\"><thead><tr><th scope=\"col\">" + first + "</th>");
        page.raw("<th scope=\"col\" class=\"figure\">sent</th><th scope=\"col\" class=\"figure\">bounced</th>");
        page.raw(toldColumn ? "<th scope=\"col\">told?</th>" : "").raw("<th scope=\"col\">why</th>");
        page.raw(id.equals("destinations") ? "<th scope=\"col\" class=\"figure\">delay</th>" : "");
        page.raw("<th scope=\"col\" class=\"time\"><span class=\"axis\">");
        labels.write(page);
        page.raw("</span></th></tr></thead><tbody>\n");
    }

    private static void figure(String name, long number, Markup page) {
        page.raw("<td class=\"figure " + name + (number == 0 ? " none" : "") + "\" data-label=\"" + name + "\"")
                .attribute("data-sort", String.valueOf(number));
        page.raw(">").number(number).raw("</td>");
    }

    private void told(@Nullable RowSums sums, Markup page) {
        if (!toldColumn) {
            return;
        }
        long never = sums == null ? 0 : sums.told().getOrDefault(Told.NEVER, 0L);
        page.raw("<td class=\"told-of\" data-label=\"told?\"")
                .attribute("data-sort", String.valueOf(never))
                .raw(">");
        if (sums != null) {
            sums.told().forEach((who, count) -> page.raw("<span class=\"reason\"><i class=\"swatch t-")
                    .raw(who.word())
                    .raw("\"></i>")
                    .number(count)
                    .raw(" ")
                    .text(who.label())
                    .raw("</span> "));
        }
        page.raw("</td>");
    }

    private void strip(@Nullable RowSums sums, Markup page) {
        page.raw("<td class=\"time\">");
        if (sums != null) {
            Reason main = sums.reasons().entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse(Reason.OTHER);
            drawing.write(sums.strip(), main.word(), page);
        }
        page.raw("</td>");
    }
}
