// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.DestinationRecord.Sends;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.SampleBounce;
import dev.udpbounce.render.Samples;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DestinationTableTest {
    private static final TextOptions SUMMARY = TextOptions.plain().withSummaryOnly(true);
    private static final DestinationRecord LOCAL = Samples.destination();
    private static final DestinationRecord FAR = Samples.destination(
            Samples.FAR_FLOW.destination(), 33434, new Sends(100, 2, 40, 47), 3, 4, 3_070_000_000L, 3_080_000_000L);
    private static final DestinationRecord SIX =
            Samples.destination(Samples.CLIENT6, 53, new Sends(1, 1, 0, 0), 1, 4, 450_000);

    private static String table(TextOptions options, List<Event> events, DestinationRecord... rows) throws IOException {
        return Samples.write(out -> new TextWriter(out, options), events, Samples.summary(rows));
    }

    @Test
    void columnsOfZerosAreLeftOut() throws IOException {
        assertThat(table(SUMMARY, List.of(), LOCAL)).isEqualTo("""
                        destination     sent  bounced         first  delay  note
                        127.0.0.1:1060     1        1  01:39:58.454  13 µs  nobody listens there
                        """);
    }

    @Test
    void aMedianIsMarkedAndEveryOutcomeHasItsColumn() throws IOException {
        assertThat(table(SUMMARY, List.of(), FAR, LOCAL)).isEqualTo("""
                        destination         sent  bounced  answered  suppressed  silent         first    delay  note
                        198.51.100.7:33434   100        2        40          47      11  01:39:58.454  ~3.07 s  larger than the path's MTU
                        127.0.0.1:1060         1        1         0           0       0  01:39:58.454    13 µs  nobody listens there
                        suppressed: no error, though the port was just known closed; systems limit them
                        silent: neither an error nor an answer was seen, which proves nothing
                        ~ median of several
                        """);
    }

    @Test
    void notesAndLongNamesHaveTheirOwnLinesWhereThereIsNoRoom() throws IOException {
        assertThat(table(SUMMARY.withWidth(80), List.of(), FAR, SIX)).isEqualTo("""
                        destination   sent  bounced  answered  suppressed  silent         first    delay
                        198.51.100.7:33434
                                       100        2        40          47      11  01:39:58.454  ~3.07 s
                          larger than the path's MTU
                        [2001:db8:1:2:3:4:5:6]:53
                                         1        1         0           0       0  01:39:58.454   450 µs
                          nobody listens there
                        suppressed: no error, though the port was just known closed; systems limit them
                        silent: neither an error nor an answer was seen, which proves nothing
                        ~ median of several
                        """);
    }

    @Test
    void theLatestMtuOfADestinationStandsInItsNote() throws IOException {
        SampleBounce bounce = new SampleBounce()
                .error(3, 4)
                .from(Reporter.ROUTER, Samples.ROUTER)
                .quoting(Samples.FAR_FLOW);
        List<Event> events = List.of(
                new Event.IcmpError(bounce.mtu(1400).build()),
                new Event.IcmpError(bounce.mtu(1300).build()));

        assertThat(table(SUMMARY, events, FAR, LOCAL))
                .contains("larger than the path's MTU (1300)\n", "nobody listens there\n");
    }

    @Test
    void thirtyRowsAreShownAndTheRestCounted() throws IOException {
        DestinationRecord[] rows = IntStream.range(0, 33).mapToObj(i -> LOCAL).toArray(DestinationRecord[]::new);

        assertThat(table(SUMMARY, List.of(), rows)).hasLineCount(32).endsWith("\n… and 3 more destinations\n");
        assertThat(table(SUMMARY.withAscii(true), List.of(), rows)).endsWith("\n... and 3 more destinations\n");
    }

    @Test
    void timesFollowTheChosenStyle() throws IOException {
        assertThat(table(SUMMARY.withTime(TimeStyle.EPOCH, ZoneOffset.UTC), List.of(), LOCAL))
                .contains("  1523929198.454  ");
        assertThat(table(SUMMARY.withTime(TimeStyle.RELATIVE, ZoneOffset.UTC), List.of(), LOCAL))
                .contains("  0.000  ");
        assertThat(table(SUMMARY.withTime(TimeStyle.ABSOLUTE, ZoneOffset.ofHours(-2)), List.of(), LOCAL))
                .contains("  23:39:58.454  ");
    }

    @Test
    void timesHaveTheirDateIfTheTimelineGoesBeyondADay() throws IOException {
        Summary twoDays = Samples.summaryUntil(Samples.ns("2018-04-18T00:00:00Z"), LOCAL);

        assertThat(Samples.write(out -> new TextWriter(out, SUMMARY), List.of(), twoDays))
                .contains("  2018-04-17 01:39:58.454  ");
    }
}
