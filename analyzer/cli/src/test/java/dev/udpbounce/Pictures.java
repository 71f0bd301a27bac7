// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The pictures of one timeline, which must have the same figures: the events of NDJSON, their summary, the page, and
 * the metrics.
 */
public final class Pictures {
    private static final List<String> OUTCOMES = List.of("bounced", "answered", "suppressed", "no_error_seen");
    private static final List<String> MATCHES = List.of("exact", "tuple", "ambiguous", "orphan");
    private static final Pattern BAR = Pattern.compile(
            "<div class=\"label\">(sent|why|told\\?)</div><div class=\"track\">(.*?)</div></div>\\R", Pattern.DOTALL);
    private static final Pattern PART =
            Pattern.compile("class=\"part ([^\"]*)\".*?<b>([0-9\u2009]+)</b> <span>([^<]*)</span>");
    private static final Pattern SUMS = Pattern.compile("<p>([0-9]+ packets, [^<]*)</p>");
    private static final Pattern HEADING = Pattern.compile("<h1>(.*?)</h1>");

    private final List<JsonNode> events = new ArrayList<>();
    private final JsonNode summary;

    /** @param ndjson a timeline, with the summary at the end */
    public Pictures(String ndjson) {
        ndjson.lines().forEach(line -> events.add(JsonMapper.shared().readTree(line)));
        JsonNode last = events.remove(events.size() - 1);
        assertThat(last.get("event_type").asString()).isEqualTo("summary");
        summary = last.get("summary");
    }

    private long figure(String name) {
        return summary.get(name).asLong();
    }

    public long sends() {
        return figure("udp_sends");
    }

    /** Returns the number of datagrams by outcome, without those of which there are none. */
    public Map<String, Long> outcomes() {
        Map<String, Long> outcomes = new TreeMap<>();
        summary.get("outcomes")
                .properties()
                .forEach(each -> add(outcomes, each.getKey(), each.getValue().asLong()));
        return outcomes;
    }

    private static void add(Map<String, Long> counts, String what, long count) {
        if (count != 0) {
            counts.merge(what, count, Long::sum);
        }
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private List<JsonNode> events(String type) {
        return events.stream()
                .filter(event -> event.get("event_type").asString().equals(type))
                .toList();
    }

    /** Returns the errors by match; a repeated one is a duplicate, whatever the first one's match. */
    private Map<String, Long> matchesOfEvents() {
        Map<String, Long> matches = new TreeMap<>();
        for (JsonNode event : events("icmp_error")) {
            JsonNode error = event.get("icmp_error");
            boolean repeated = error.has("duplicate_of_pcap_cnt");
            add(matches, repeated ? "duplicate" : error.get("match").asString(), 1);
        }
        return matches;
    }

    /** Returns the errors that name a datagram, by the name of the error, without repetitions. */
    private Map<String, Long> causedByName() {
        Map<String, Long> names = new TreeMap<>();
        for (JsonNode event : events("icmp_error")) {
            JsonNode error = event.get("icmp_error");
            if (!error.has("duplicate_of_pcap_cnt")
                    && !error.get("match").asString().equals("orphan")) {
                add(names, error.get("name").asString(), 1);
            }
        }
        return names;
    }

    /** The sum of the outcomes is the number of datagrams, and the sums of the errors are those of the events. */
    public void sumsAreWhole() {
        assertThat(sum(outcomes())).as("sum of outcomes %s", outcomes()).isEqualTo(sends());
        assertThat(outcomes()).as("after the end nothing waits").doesNotContainKey("pending");
        assertThat(events("icmp_error")).hasSize((int) figure("icmp_errors"));
        Map<String, Long> matches = new TreeMap<>();
        MATCHES.forEach(match -> add(matches, match, figure(match)));
        add(matches, "duplicate", figure("duplicates"));
        assertThat(matchesOfEvents()).isEqualTo(matches);
        long rows = 0;
        for (JsonNode row : summary.get("bounces")) {
            rows += row.get("bounced").asLong() + row.path("orphans").asLong(0);
        }
        assertThat(rows).as("errors of all rows").isEqualTo(figure("icmp_errors") - figure("duplicates"));
    }

    /** With all datagrams and flows, their sums are those of the summary too. */
    public void eventsAndSummaryAgree() {
        sumsAreWhole();
        assertThat(events("udp_send")).hasSize((int) sends());
        Map<String, Long> ofFlows = new TreeMap<>();
        for (JsonNode flow : events("flow")) {
            OUTCOMES.forEach(outcome ->
                    add(ofFlows, outcome, flow.get("flow").path(outcome).asLong(0)));
        }
        assertThat(ofFlows).as("outcomes of flows").isEqualTo(outcomes());
    }

    /** The page has the outcomes and the kinds of errors, in its bars, its heading and its sums. */
    public void pageAgrees(String page) {
        Map<String, Map<String, Long>> bars = bars(page);
        Map<String, Long> sent = new TreeMap<>(bars.getOrDefault("sent", Map.of()));
        Long silent = sent.remove("silent");
        add(sent, "no_error_seen", silent == null ? 0 : silent);
        assertThat(sent).as("bar of what was sent").isEqualTo(outcomes());
        long caused = sum(causedByName());
        assertThat(sum(bars.getOrDefault("why", Map.of()))).as("bar of reasons").isEqualTo(caused);
        assertThat(sum(bars.getOrDefault("told?", Map.of())))
                .as("bar of who was told")
                .isEqualTo(caused);
        long bounced = outcomes().getOrDefault("bounced", 0L);
        String plural = sends() == 1 ? "" : "s";
        assertThat(text(HEADING, page))
                .startsWith(
                        sends() == 0
                                ? "No datagrams."
                                : bounced == 0
                                        ? "None of " + sends() + " datagram" + plural + " bounced."
                                        : bounced + " of " + sends() + " datagram" + plural + " bounced.");
        assertThat(text(SUMS, page))
                .startsWith("%d packets, %d sends, %d errors (%d matched, %d ambiguous, %d orphans), "
                        .formatted(
                                figure("packets"),
                                sends(),
                                figure("icmp_errors"),
                                figure("exact") + figure("tuple"),
                                figure("ambiguous"),
                                figure("orphan")));
    }

    private static String text(Pattern pattern, String page) {
        return pattern.matcher(page)
                .results()
                .map(found -> found.group(1).replaceAll("<[^>]*>", "").replace("\u2009", ""))
                .findFirst()
                .orElse("");
    }

    private static Map<String, Map<String, Long>> bars(String page) {
        Map<String, Map<String, Long>> bars = new HashMap<>();
        for (MatchResult bar : BAR.matcher(page).results().toList()) {
            Map<String, Long> parts = bars.computeIfAbsent(bar.group(1), name -> new TreeMap<>());
            PART.matcher(bar.group(2) + "</div>")
                    .results()
                    .forEach(part -> add(
                            parts, part.group(1), Long.parseLong(part.group(2).replace("\u2009", ""))));
        }
        return bars;
    }

    /**
     * The metrics count the same errors and datagrams.
     *
     * @param metrics in Prometheus' text format
     */
    public void metricsAgree(String metrics) {
        assertThat(sum(metric(metrics, "udpbounce_datagrams_total"))).isEqualTo(sends());
        errorsInMetricsAgree(metrics);
    }

    /** The metrics count the same errors. */
    public void errorsInMetricsAgree(String metrics) {
        assertThat(sum(metric(metrics, "udpbounce_icmp_errors_total"))).isEqualTo(figure("icmp_errors"));
        Map<String, Long> matches = new TreeMap<>();
        metric(metrics, "udpbounce_matches_total")
                .forEach((labels, count) -> add(matches, labels.replaceAll(".*match=\"(\\w+)\".*", "$1"), count));
        assertThat(matches).isEqualTo(matchesOfEvents());
    }

    /** Returns the values of a metric by their labels, without zeros. */
    private static Map<String, Long> metric(String metrics, String name) {
        Map<String, Long> values = new TreeMap<>();
        metrics.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .forEach(line -> {
                    int end = line.lastIndexOf(' ');
                    add(values, line.substring(name.length(), end), (long) Double.parseDouble(line.substring(end + 1)));
                });
        return values;
    }
}
