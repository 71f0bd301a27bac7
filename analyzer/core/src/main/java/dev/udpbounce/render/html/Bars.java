// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Summary;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.render.words.PageWords;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The three bars: what became of the datagrams, why those bounced that did, and who was told of it. */
final class Bars {
    /** A part of a bar. */
    private record Part(String kind, String filter, long count, String label) {}

    private final Summary summary;
    private final Tally tally;
    /** Widths, which cannot stand in the markup: the page allows no inline style. */
    private final StringBuilder style = new StringBuilder();

    private int parts;

    Bars(Summary summary, Tally tally) {
        this.summary = summary;
        this.tally = tally;
    }

    void write(Markup page) {
        List<Part> sent = sent();
        if (sent.isEmpty()) {
            return;
        }
        page.raw("<section class=\"bars\" aria-label=\"Sums\">\n");
        bar("sent", sent, page);
        if (tally.matched() > 0) {
            taper(sent, page);
            bar("why", why(), page);
            bar("told?", told(), page);
            legend(page);
        }
        page.raw("</section>\n");
    }

    private List<Part> sent() {
        Map<Outcome, Long> outcomes = summary.sends().outcomes();
        List<Part> all = new ArrayList<>();
        add(all, "bounced", "", outcomes.getOrDefault(Outcome.BOUNCED, 0L), "bounced");
        add(all, "answered", "", outcomes.getOrDefault(Outcome.ANSWERED, 0L), "answered");
        add(all, "suppressed", "", outcomes.getOrDefault(Outcome.SUPPRESSED, 0L), "suppressed");
        add(all, "silent", "", outcomes.getOrDefault(Outcome.NO_ERROR_SEEN, 0L), "no error seen");
        return all;
    }

    private List<Part> why() {
        EnumMap<Reason, Long> counts = new EnumMap<>(Reason.class);
        EnumMap<Reason, String> names = new EnumMap<>(Reason.class);
        tally.codes().forEach((code, count) -> {
            Reason reason = Reason.of(code);
            counts.merge(reason, count, Long::sum);
            names.merge(reason, code.name(), (one, other) -> one.equals(other) ? one : "several kinds");
        });
        List<Part> all = new ArrayList<>();
        counts.forEach((reason, count) ->
                add(all, "r-" + reason.word(), "r:" + reason.word(), count, names.getOrDefault(reason, "")));
        return all;
    }

    private List<Part> told() {
        List<Part> all = new ArrayList<>();
        tally.told().forEach((who, count) -> add(all, "t-" + who.word(), "t:" + who.word(), count, who.label()));
        return all;
    }

    private static void add(List<Part> all, String kind, String filter, long count, String label) {
        if (count > 0) {
            all.add(new Part(kind, filter, count, label));
        }
    }

    private void bar(String name, List<Part> all, Markup page) {
        page.raw("<div class=\"bar\"><div class=\"label\">").text(name).raw("</div><div class=\"track\">");
        for (Part part : all) {
            String id = "p" + ++parts;
            page.raw("<div class=\"part ")
                    .raw(part.kind())
                    .raw("\" id=\"")
                    .raw(id)
                    .raw("\"");
            page.attribute("title", Markup.grouped(part.count()) + " " + part.label());
            if (!part.filter().isEmpty()) {
                page.attribute("data-filter", part.filter());
            }
            page.raw("><b>")
                    .number(part.count())
                    .raw("</b> <span>")
                    .text(part.label())
                    .raw("</span></div>");
            style.append('#')
                    .append(id)
                    .append("{flex-grow:")
                    .append(part.count())
                    .append("}\n");
        }
        page.raw("</div></div>\n");
    }

    /** Draws how the part that bounced becomes the whole of the next bar. */
    private static void taper(List<Part> sent, Markup page) {
        long all = sent.stream().mapToLong(Part::count).sum();
        long bounced = sent.get(0).kind().equals("bounced") ? sent.get(0).count() : 0;
        long permille = Math.max(1, Math.round(1000.0 * bounced / all));
        page.raw("<svg class=\"taper\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">")
                .raw("<path d=\"M0 0H" + permille + "L1000 10H0z\"/></svg>\n");
    }

    /** Lists every kind of error, and who is told, so that no sum depends on the width of a bar. */
    private void legend(Markup page) {
        page.raw("<ul class=\"legend\">\n");
        tally.codesByCount().forEach(entry -> {
            IcmpCode code = entry.getKey();
            long count = entry.getValue();
            page.raw("<li><i class=\"swatch r-").raw(Reason.of(code).word()).raw("\"></i><span><b>");
            page.number(count).raw("</b> ").text(code.name());
            page.raw(" (").raw(code.version() == 6 ? "v6:" : "").raw(code.type() + "/" + code.code() + ")");
            page.raw(" <span class=\"quiet\">").text(PageWords.note(code, -1));
            String errno = code.linux().errnoName();
            page.raw(errno == null ? "" : ", " + errno).raw("</span></span></li>\n");
        });
        List<Part> others = new ArrayList<>(told());
        sent().stream().filter(part -> !part.kind().equals("bounced")).forEach(others::add);
        for (Part part : others) {
            page.raw("<li><i class=\"swatch ")
                    .raw(part.kind())
                    .raw("\"></i><span><b>")
                    .number(part.count());
            page.raw("</b> ").text(part.label()).raw("</span></li>\n");
        }
        page.raw("</ul>\n");
    }

    /** Returns the widths of the parts, as rules of CSS. */
    String style() {
        return style.toString();
    }
}
