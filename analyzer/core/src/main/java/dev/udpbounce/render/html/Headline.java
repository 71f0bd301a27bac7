// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Summary;
import dev.udpbounce.event.Unsent;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.render.words.PageWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The answer in a sentence, and below it why, where, and what else happened. */
final class Headline {
    private static final int MOST_NAMED = 3;

    private final Summary summary;
    private final Tally tally;

    Headline(Summary summary, Tally tally) {
        this.summary = summary;
        this.tally = tally;
    }

    /** Appends {@code 14 of 16 datagrams bounced. The program was told of 10 and never of 4.} */
    void answer(Markup page) {
        long sends = summary.sends().count();
        long bounced = summary.sends().outcomes().getOrDefault(Outcome.BOUNCED, 0L);
        if (sends == 0) {
            page.raw("No datagrams.");
        } else if (bounced == 0) {
            page.raw("None of ").count(sends, "datagram").raw(" bounced.");
        } else {
            page.number(bounced).raw(" of ").count(sends, "datagram").raw(" <em class=\"bounced\">bounced</em>.");
            told(page);
        }
        if (bounced == 0 && tally.orphans() > 0) {
            page.raw(" ")
                    .count(tally.orphans(), "error")
                    .raw(" quote")
                    .raw(tally.orphans() == 1 ? "s" : "")
                    .raw(" what was not captured.");
        }
    }

    private void told(Markup page) {
        if (!tally.knowsSockets()) {
            rule(page);
            return;
        }
        List<String> parts = new ArrayList<>();
        part(Told.TOLD, "<em class=\"told\">told</em> of ", parts);
        part(Told.QUEUED, (parts.isEmpty() ? "" : "has ") + "<em class=\"queued\">queued</em> ", parts);
        part(Told.NEVER, "<em class=\"never\">never</em> " + (parts.isEmpty() ? "told " : "") + "of ", parts);
        part(Told.GONE, "had closed the socket of ", parts);
        if (parts.isEmpty()) {
            page.raw(" Who is told is not known.");
            return;
        }
        boolean past = tally.hasCalls();
        boolean verb = !parts.get(0).startsWith("had ");
        page.raw(past ? " The program " + (verb ? "was " : "") : " The program " + (verb ? "is " : ""));
        for (int i = 0; i < parts.size(); i++) {
            page.raw(i == 0 ? "" : i == parts.size() - 1 ? " and " : ", ").raw(parts.get(i));
        }
        page.raw(".");
        long unknown = tally.told().getOrDefault(Told.UNKNOWN, 0L);
        if (unknown > 0) {
            page.raw(" Of ").number(unknown).raw(" it is not known.");
        }
    }

    private void part(Told what, String words, List<String> parts) {
        long count = tally.told().getOrDefault(what, 0L);
        if (count > 0) {
            parts.add(words + Markup.grouped(count));
        }
    }

    private void rule(Markup page) {
        List<Told> rules = new ArrayList<>(tally.told().keySet());
        page.raw(" <span class=\"quiet\">");
        if (rules.size() != 1) {
            page.raw("Who is told depends on the error and the socket.");
        } else {
            page.raw(
                    switch (rules.get(0)) {
                        case IF_CONNECTED -> "Only a connected socket is told.";
                        case IF_ANY -> "The socket is told, connected or not.";
                        case IF_RECVERR -> "Only a socket with IP_RECVERR is told.";
                        case TO_NOBODY -> "No socket is told.";
                        default -> "Who is told is not known.";
                    });
        }
        page.raw("</span>");
    }

    /** Appends why and where, and what else happened. */
    void lead(Markup page) {
        List<Map.Entry<IcmpCode, Long>> codes = tally.codesByCount();
        if (!codes.isEmpty()) {
            IcmpCode main = codes.get(0).getKey();
            page.raw("<strong>")
                    .raw(codes.size() > 1 ? "Mostly " : "")
                    .text(main.name())
                    .raw("</strong>: ");
            page.text(PageWords.note(main, -1)).raw(". ");
            destinations(page);
        }
        long lost = Math.max(tally.lostSends(), summary.sends().unsent().getOrDefault(Unsent.Why.PENDING_ERROR, 0L));
        if (lost > 0) {
            page.raw("<strong>")
                    .number(lost)
                    .raw(lost == 1 ? " more send" : " more sends")
                    .raw("</strong> failed with the")
                    .raw(" error of an earlier datagram; what it had to send never left. ");
        }
        if (tally.stale() > 0) {
            page.raw("<strong>")
                    .count(tally.stale(), "error")
                    .raw("</strong> ")
                    .raw(tally.stale() == 1 ? "was" : "were")
                    .raw(" told to a call about another peer. ");
        }
        if (tally.ambiguous() > 0) {
            page.raw("<strong>")
                    .count(tally.ambiguous(), "error")
                    .raw("</strong> ")
                    .raw(tally.ambiguous() == 1 ? "fits" : "fit")
                    .raw(" several datagrams. ");
        }
        if (tally.orphans() > 0 && !codes.isEmpty()) {
            page.raw("<strong>")
                    .count(tally.orphans(), "error")
                    .raw("</strong> more ")
                    .raw(tally.orphans() == 1 ? "quotes" : "quote")
                    .raw(" what was not captured. ");
        }
        if (summary.losses().dropped() > 0) {
            page.raw("The capture lost <strong>")
                    .count(summary.losses().dropped(), "packet")
                    .raw("</strong>. ");
        }
        if (summary.shown().leftOut() != null) {
            page.raw("Only the errors that the options select are shown below; the sums above are of all. ");
        }
    }

    private void destinations(Markup page) {
        List<DestinationRecord> bounced = summary.destinations().stream()
                .filter(each -> each.sends().bounced() > 0)
                .toList();
        int named = Math.min(MOST_NAMED, bounced.size());
        page.raw("<strong>");
        for (int i = 0; i < named; i++) {
            DestinationRecord each = bounced.get(i);
            page.raw(i == 0 ? "" : ", ").text(PageWords.endpoint(each.address(), each.port()));
        }
        page.raw("</strong>");
        if (bounced.size() > named) {
            page.raw(" and ").count(bounced.size() - named, "more destination");
        }
        page.raw(". ");
    }
}
