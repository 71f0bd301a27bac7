// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.words.Durations;
import dev.udpbounce.render.words.Glyphs;
import dev.udpbounce.render.words.PageWords;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Puts the page together. Its policy allows the script and the styles that it holds, by their hashes, and nothing else:
 * no request, no other script, no inline style.
 */
final class Page {
    /** Parts of the script, which run in this order as one. */
    private static final List<String> SCRIPTS = List.of("rows.js", "ladder.js", "drawing.js", "filters.js", "keys.js");
    /** Parts of the style; later rules win. */
    private static final List<String> STYLES =
            List.of("page.css", "bars.css", "tables.css", "ladder.css", "narrow.css");

    private static final int MOST_NAME = 200;
    private static final int MOST_WARNINGS = 20;
    private static final int PRECISE = 9;

    private final String title;
    private final Summary summary;
    private final Tally tally;
    private final Sample sample;
    private final AxisLabels times;

    Page(String title, Summary summary, Tally tally, Sample sample) {
        this.title = title;
        this.summary = summary;
        this.tally = tally;
        this.sample = sample;
        int digits = tally.captures().stream()
                .mapToInt(CaptureReport::precision)
                .max()
                .orElse(PRECISE);
        times = new AxisLabels(tally.axis(), digits);
    }

    String write() throws IOException {
        String script = resources(SCRIPTS);
        String style = resources(STYLES);
        Markup body = new Markup();
        Bars bars = new Bars(summary, tally);
        body(bars, body);
        Markup page = new Markup();
        page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src ")
                .raw(hash(script))
                .raw("; style-src ")
                .raw(hash(style) + " " + hash(bars.style()))
                .raw("; base-uri 'none'; form-action 'none'\">\n");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
        page.text(names()).raw(" · udpbounce</title>\n");
        page.raw("<style>")
                .raw(style)
                .raw("</style>\n<style>")
                .raw(bars.style())
                .raw("</style>\n</head>\n");
        page.raw("<body>\n").raw(body.toString());
        page.raw("<script type=\"application/json\" id=\"data\">");
        data(page);
        page.raw("</script>\n<script>").raw(script).raw("</script>\n</body>\n</html>\n");
        return page.toString();
    }

    private void body(Bars bars, Markup page) {
        page.raw("<header><b>udpbounce</b> <span>").text(names()).raw("</span> ");
        if (summary.traffic().hasTimes()) {
            page.raw("<span>").text(times.date(summary.traffic().firstNs())).raw(" UTC</span> <span>");
            page.text(Durations.text(
                    summary.traffic().lastNs() - summary.traffic().firstNs(), Glyphs.UNICODE));
            page.raw("</span> ");
        }
        page.raw("<span>").count(summary.traffic().packets(), "packet").raw("</span></header>\n<main>\n<h1>");
        Headline headline = new Headline(summary, tally);
        headline.answer(page);
        page.raw("</h1>\n<p class=\"lead\">");
        headline.lead(page);
        page.raw("</p>\n");
        bars.write(page);
        new Tables(summary, tally, times).write(page);
        timeline(page);
        page.raw("</main>\n<footer><p>Silence is not success: a datagram without an error may have been lost all the")
                .raw(" same.</p><p>")
                .text(PageWords.sums(summary))
                .raw("</p>");
        warnings(page);
        page.raw("</footer>\n");
    }

    private void timeline(Markup page) {
        page.raw("<section id=\"timeline\" aria-labelledby=\"timeline-title\"><h2 id=\"timeline-title\">Timeline</h2>");
        page.raw("<p class=\"hint quiet\" id=\"shown\">");
        if (sample.isWhole()) {
            page.count(sample.events().size(), "event");
        } else {
            page.count(sample.events().size(), "bounce").raw(" of ").number(sample.errors());
            page.raw(" are kept here: the first of each destination and kind, and every ")
                    .number(sample.step());
            page.raw(suffix(sample.step())).raw("; the sums above are of all");
        }
        page.raw("</p>\n<noscript><p>The timeline needs JavaScript. Everything above is complete without it.</p>")
                .raw("</noscript></section>\n");
    }

    private static String suffix(long number) {
        long teen = number % 100;
        if (teen / 10 == 1) {
            return "th";
        }
        return switch ((int) (number % 10)) {
            case 1 -> "st";
            case 2 -> "nd";
            case 3 -> "rd";
            default -> "th";
        };
    }

    private void warnings(Markup page) {
        List<String> warnings = tally.captures().stream()
                .flatMap(capture -> capture.warnings().stream())
                .limit(MOST_WARNINGS)
                .toList();
        if (warnings.isEmpty()) {
            return;
        }
        page.raw("<ul>");
        for (String warning : warnings) {
            page.raw("<li>").text(Markup.shortened(warning, MOST_NAME)).raw("</li>");
        }
        page.raw("</ul>");
    }

    private void data(Markup page) {
        boolean socket =
                sample.events().stream().anyMatch(event -> event instanceof Event.Syscall) || tally.knowsSockets();
        page.raw("{\"span\":" + tally.axis().spanNs() / 1000).raw(",\"sockets\":" + socket);
        page.raw(",\"program\":")
                .json(
                        tally.processes().size() == 1
                                ? tally.processes().keySet().iterator().next()
                                : tally.hasCalls() ? "program" : "this side");
        page.raw(",\"rows\":[");
        new Ladder(tally.axis(), times, page).write(sample.events());
        page.raw("\n]}");
    }

    /** Returns what the timeline is of. */
    private String names() {
        String names = title.isEmpty()
                ? tally.captures().stream().map(CaptureReport::name).collect(Collectors.joining(", "))
                : title;
        return Markup.shortened(names, MOST_NAME);
    }

    private static String resources(List<String> names) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : names) {
            all.append(resource(name));
        }
        return all.toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Page.class.getResourceAsStream("/dev/udpbounce/report/" + name)) {
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String hash(String content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
