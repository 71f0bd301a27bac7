// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Fate.Basis;
import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.SampleBounce;
import dev.udpbounce.render.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final Event ERROR = new Event.IcmpError(new SampleBounce().build());

    @Test
    void theAnswerIsASentence() throws IOException {
        assertThat(answer(List.of(ERROR), 1, 1)).isEqualTo("1 of 1 datagram bounced. Only a connected socket is told.");
        assertThat(answer(List.of(), 3, 0)).isEqualTo("None of 3 datagrams bounced.");
        assertThat(answer(List.of(), 0, 0)).isEqualTo("No datagrams.");
    }

    @Test
    void theAnswerSaysWhoWasTold() throws IOException {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            events.add(told(Verdict.TOLD, Story.TOLD));
        }
        for (int i = 0; i < 4; i++) {
            events.add(told(Verdict.NEVER_TOLD, Story.NEVER_TOLD));
        }

        assertThat(answer(events, 16, 14))
                .isEqualTo("14 of 16 datagrams bounced. The program is told of 10 and never of 4.");
        events.add(new Event.IcmpError(new SampleBounce().build(), Fate.unknown(Fate.Doubt.TRACE_ENDED)));
        assertThat(answer(events, 16, 15)).endsWith(" Of 1 it is not known.");
    }

    @Test
    void anErrorWithoutItsDatagramIsNoBounce() throws IOException {
        Event orphan = new Event.IcmpError(
                new SampleBounce().orphan(OrphanReason.UNSEEN).build());

        assertThat(answer(List.of(orphan), 2, 0))
                .isEqualTo("None of 2 datagrams bounced. 1 error quotes what was not captured.");
    }

    @Test
    void everyReasonHasItsOwnClassHoweverOftenItOccurs() throws IOException {
        String page = page(
                List.of(error(3, 3), error(3, 13), error(3, 13), error(3, 1), error(3, 4), error(11, 0), error(12, 0)),
                7,
                7);

        assertThat(page)
                .contains("part r-port", "part r-prohibited", "part r-unreachable", "part r-too-big", "part r-ttl")
                .contains("part r-other");
    }

    @Test
    void aHostileNameIsText() throws IOException {
        String name = "</script><script>alert(1)</script>\u001b\u202e\"'&";
        SocketOwner owner = new SocketOwner(4711, 4711, name, 0, 1, 3);
        Fate fate = new Fate(Verdict.TOLD, Basis.SOCKET, owner, null, List.of(), -1);
        String page = page(List.of(new Event.IcmpError(new SampleBounce().build(), fate)), 1, 1);

        assertThat(page.split("</script>", -1))
                .as("the data and the script end once")
                .hasSize(3);
        assertThat(page).doesNotContain("<script>alert", "\u001b", "\u202e");
        assertThat(page).contains("\\\\x1b\\\\u202e\\\"'\\u0026").contains("&lt;/script&gt;");
    }

    @Test
    void ofManyErrorsASampleIsKeptAndAllAreCounted() throws IOException {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            events.add(ERROR);
        }
        String page = page(events, 20_000, 20_000);

        assertThat(page).contains("are kept here: the first of each destination and kind");
        assertThat(page.split("\"k\":\"bounce\"", -1).length - 1).isBetween(600, 1800);
        assertThat(page).contains("<b>20\u2009000</b> <span>port unreachable</span>");
    }

    @Test
    void aStripKeepsItsSumsWhenTheTimeGrows() {
        TimeAxis axis = new TimeAxis();
        Strip strip = axis.strip();
        for (long timeNs = 0; timeNs < 3_600_000_000_000L; timeNs = 2 * timeNs + 1000) {
            strip.bounced(timeNs);
            strip.sent(timeNs);
        }

        assertThat(sum(strip.bounced())).isEqualTo(sum(strip.sent())).isEqualTo(32);
        assertThat(axis.spanNs()).isLessThanOrEqualTo(axis.binNs() * TimeAxis.BINS);
    }

    private static int sum(int[] counts) {
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }

    private static Event error(int type, int code) {
        return new Event.IcmpError(new SampleBounce().error(type, code).build());
    }

    private static Event told(Verdict verdict, Story story) {
        Bounce bounce = new SampleBounce().build();
        return new Event.IcmpError(bounce, new Fate(verdict, Basis.CALLS, Samples.SENDER, story, List.of(), -1));
    }

    /** Returns the text of the answer. */
    private static String answer(List<Event> events, long sends, long bounced) throws IOException {
        Matcher heading = Pattern.compile("<h1>(.*?)</h1>").matcher(page(events, sends, bounced));
        assertThat(heading.find()).isTrue();
        return heading.group(1).replaceAll("<[^>]*>", "");
    }

    private static String page(List<Event> events, long sends, long bounced) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HtmlReport report = new HtmlReport(out, "");
        report.begin(Samples.FIRST_NS);
        for (Event event : events) {
            report.event(event);
        }
        Map<Outcome, Long> outcomes = Map.of(Outcome.BOUNCED, bounced, Outcome.NO_ERROR_SEEN, sends - bounced);
        Summary none = Summary.EMPTY;
        report.end(new Summary(
                none.traffic(),
                new Summary.Sends(sends, 0, 0, 0, 0, outcomes, Map.of()),
                none.errors(),
                none.decoding(),
                none.losses(),
                none.destinations()));
        return out.toString(StandardCharsets.UTF_8);
    }
}
