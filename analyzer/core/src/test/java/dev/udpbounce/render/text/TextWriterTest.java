// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.udpbounce.decode.Extension;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Quoted;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.SampleBounce;
import dev.udpbounce.render.Samples;
import dev.udpbounce.render.encoding.Flush;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TextWriterTest {
    private static final TextOptions PLAIN = TextOptions.plain();

    private static String text(TextOptions options, List<Event> events, Summary summary) throws IOException {
        return Samples.write(out -> new TextWriter(out, options), events, summary);
    }

    private static String text(TextOptions options, Event... events) throws IOException {
        return text(options, List.of(events), Samples.summary());
    }

    private static Event error(SampleBounce bounce) {
        return new Event.IcmpError(bounce.build());
    }

    /** Returns the line of the last event, without its frame number and its time. */
    private static String last(Event... events) throws IOException {
        String text = text(PLAIN.withWidth(99), events).replaceAll("\n {20,}", "  ");
        return text.substring(text.lastIndexOf('\n', text.length() - 2) + 1)
                .strip()
                .substring(20)
                .strip();
    }

    @Test
    void eightyColumnsHoldTheExperiment() throws IOException {
        assertThat(text(PLAIN.withWidth(80), Samples.experiment(), Samples.summary(Samples.destination())))
                .isEqualTo("""
                           #  time (UTC)       what
                              2018-04-17
                           1  01:39:58.454346  127.0.0.1:45117 → 127.0.0.1:1060  UDP 3 bytes  id 1043
                           2  01:39:58.454359  ↩ port unreachable (3/3)  bounced #1 (exact)  after 13 µs
                                                 from the destination
                                                 errno 111 ECONNREFUSED on Linux: a connected socket is
                                                 told at its next call; an unconnected one never, unless
                                                 it has set IP_RECVERR

                        destination     sent  bounced         first  delay  note
                        127.0.0.1:1060     1        1  01:39:58.454  13 µs  nobody listens there
                        """);
    }

    @Test
    void aHundredAndTwentyColumnsHaveOneForTheDelay() throws IOException {
        assertThat(text(PLAIN.withWidth(120), Samples.experiment(), Samples.summary(Samples.destination())))
                .isEqualTo("""
                           #  time (UTC)          after  what
                              2018-04-17
                           1  01:39:58.454346            127.0.0.1:45117 → 127.0.0.1:1060  UDP 3 bytes  id 1043
                           2  01:39:58.454359     13 µs  ↩ port unreachable (3/3)  bounced #1 (exact)  from the destination
                                                           errno 111 ECONNREFUSED on Linux: a connected socket is told at its next call; an
                                                           unconnected one never, unless it has set IP_RECVERR

                        destination     sent  bounced         first  delay  note
                        127.0.0.1:1060     1        1  01:39:58.454  13 µs  nobody listens there
                        """);
    }

    @Test
    void asciiAloneIsWrittenForATerminalThatReadsNothingElse() throws IOException {
        assertThat(text(PLAIN.withAscii(true), Samples.experiment(), Samples.summary(Samples.destination())))
                .contains("127.0.0.1:45117 -> 127.0.0.1:1060", "13 us  <- port unreachable")
                .matches(text -> text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f)));
    }

    @Test
    void aTypeIsExplainedTheFirstTimeOnly() throws IOException {
        String text = text(
                PLAIN,
                error(new SampleBounce()),
                error(new SampleBounce()),
                error(new SampleBounce().error(11, 0)),
                error(new SampleBounce()));

        assertThat(text).containsOnlyOnce("errno 111").containsOnlyOnce("errno 113");
        assertThat(text.lines().toList().get(4)).endsWith("from the destination  ECONNREFUSED");
    }

    @Test
    void theShortErrnoIsLeftOutWhereItWouldNeedALine() throws IOException {
        assertThat(text(PLAIN.withWidth(100), error(new SampleBounce()), error(new SampleBounce()))
                        .lines())
                .last()
                .asString()
                .endsWith("from the destination");
    }

    @Test
    void colorsChangeNothingButTheColors() throws IOException {
        List<Event> events = everyKind();
        Summary summary = Samples.summary(Samples.destination());
        for (int width : new int[] {0, 60, 80, 100, 120}) {
            String colored = text(PLAIN.withWidth(width).withColor(true), events, summary);

            assertThat(colored).contains("\u001b[31m↩ port unreachable (3/3)\u001b[0m");
            assertThat(colored.replaceAll("\u001b\\[[0-9]+m", ""))
                    .isEqualTo(text(PLAIN.withWidth(width), events, summary));
            assertThat(colored.lines()).allSatisfy(line -> {
                long on = line.split("\u001b\\[[1-9]", -1).length;
                assertThat(line.split("\u001b\\[0m", -1)).hasSize((int) on);
            });
        }
    }

    @Test
    void theTableSaysWhatItLacks() throws IOException {
        Summary summary =
                Samples.summary(Samples.FIRST_NS + 13_000, 2, 1, new TreeMap<>(), 0, List.of(Samples.destination()), 7);

        assertThat(text(PLAIN, Samples.experiment(), summary))
                .contains("\n… and destinations beyond those remembered, with 7 errors\n");
    }

    static IntStream widths() {
        return IntStream.rangeClosed(40, 160);
    }

    @ParameterizedTest
    @MethodSource("widths")
    void noLineIsWiderThanTheTerminalAndNothingIsLost(int width) throws IOException {
        List<Event> events = everyKind();
        String unlimited = text(PLAIN, events, Samples.summary());
        String text = text(PLAIN.withWidth(width), events, Samples.summary());

        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
        assertThat(text.lines()).noneMatch(line -> line.endsWith(" "));
        assertThat(sorted(text)).isEqualTo(sorted(unlimited));
    }

    /** Returns the characters of a timeline in a fixed order, without those that depend on the width. */
    private static String sorted(String text) {
        String joined = text.replaceAll("\\s+", "")
                .replaceAll("(?<=(destination|113\\.9|ownhost))(ECONNREFUSED|EHOSTUNREACH)", "")
                .replace("after", "");
        char[] characters = joined.toCharArray();
        Arrays.sort(characters);
        return new String(characters);
    }

    private static List<Event> everyKind() {
        Send six = new Send(Samples.FILE, 100_000, Samples.FIRST_NS, Samples.FLOW6, 1, -1, 64, false, -1);
        Send far = new Send(Samples.OTHER_FILE, 80, Samples.FIRST_NS, Samples.FAR_FLOW, 1472, 0, 3, true, 12);
        List<Event> events = new ArrayList<>(Samples.experiment());
        events.add(Samples.bounced(far, 81));
        events.add(error(new SampleBounce()
                .error(11, 0)
                .from(Reporter.ROUTER, Samples.ROUTER)
                .quoting(Samples.FAR_FLOW)
                .vlan(12)
                .extensions(
                        new Extension(1, 1, HexFormat.of().parseHex("03e80601".repeat(3))),
                        new Extension(2, 14, HexFormat.of().parseHex("00ff".repeat(50))))));
        events.add(Samples.bounced(six, 100_001));
        events.add(error(new SampleBounce()
                .at(Samples.FILE, 100_001, Samples.FIRST_NS + 450_000)
                .error(1, 4)
                .from(Reporter.DESTINATION, Samples.SERVER6)
                .quoting(Samples.FLOW6)
                .orphan(OrphanReason.LOCAL_REJECT)));
        events.add(error(new SampleBounce().error(3, 4).mtu(1400).from(Reporter.LOCAL, Samples.LOOPBACK)));
        return events;
    }

    @Test
    void aDatagramShowsWhatIsOddInIt() throws IOException {
        Send odd = new Send(Samples.FILE, 9, Samples.FIRST_NS, Samples.FLOW, 1, 0, 3, true, 12);

        assertThat(last(Samples.bounced(odd, 10)))
                .isEqualTo("127.0.0.1:45117 → 127.0.0.1:1060  UDP 1 byte  id 0  ttl 3  first fragment  vlan 12");
    }

    @Test
    void aDatagramThatDidNotBounceShowsItsOutcome() throws IOException {
        String shown = "127.0.0.1:45117 → 127.0.0.1:1060  UDP 3 bytes  id 1043";

        assertThat(last(new Event.UdpSend(Samples.SEND, Outcome.ANSWERED, 0, 7)))
                .isEqualTo(shown + "  answered by #7");
        assertThat(last(new Event.UdpSend(Samples.SEND, Outcome.SUPPRESSED, 0, 0)))
                .isEqualTo(shown + "  suppressed");
        assertThat(last(new Event.UdpSend(Samples.SEND, Outcome.NO_ERROR_SEEN, 0, 0)))
                .isEqualTo(shown + "  no error seen");
        assertThat(last(new Event.UdpSend(Samples.SEND, Outcome.PENDING, 0, 0))).isEqualTo(shown);
    }

    @Test
    void anAmbiguousErrorNamesItsCandidatesAndDoubtsItsDelay() throws IOException {
        assertThat(last(error(new SampleBounce()), error(new SampleBounce().ambiguous(2, 3L, 5L))))
                .isEqualTo("↩ port unreachable (3/3)  bounced #3 or #5 (ambiguous)  after 13 µs?"
                        + "  from the destination  ECONNREFUSED");
        assertThat(last(error(new SampleBounce()), error(new SampleBounce().ambiguous(40, 3L, 5L, 7L))))
                .contains("bounced #3, #5, #7 or 37 more (ambiguous)");
    }

    @Test
    void anOnlyCandidateIsCalledThat() throws IOException {
        assertThat(last(error(new SampleBounce().tuple()))).contains("bounced #1 (only candidate)");
    }

    @Test
    void anOrphanTellsWhyAndWhatItQuotes() throws IOException {
        assertThat(last(
                        error(new SampleBounce()),
                        error(new SampleBounce()
                                .from(Reporter.ROUTER, Samples.ROUTER)
                                .orphan(OrphanReason.BEFORE_CAPTURE))))
                .isEqualTo("↩ port unreachable (3/3)"
                        + "  orphan: its datagram may have been sent before the capture began"
                        + "  from router 203.0.113.9  ECONNREFUSED"
                        + "  quotes 127.0.0.1:45117 → 127.0.0.1:1060  UDP 3 bytes  id 1043");
    }

    @Test
    void aQuoteWithoutPortsHasQuestionMarksForThem() throws IOException {
        Quoted quoted = new Quoted(new Flow(Samples.LOOPBACK, -1, Samples.LOOPBACK, -1), -1, 64, -1, -1, 0, true);

        assertThat(last(
                        error(new SampleBounce()),
                        error(new SampleBounce().quoting(quoted).orphan(OrphanReason.UNSEEN))))
                .endsWith("quotes 127.0.0.1:? → 127.0.0.1:?  UDP");
    }

    @Test
    void aRepeatedErrorNamesTheFirstOne() throws IOException {
        assertThat(last(error(new SampleBounce()), error(new SampleBounce().duplicateOf(12))))
                .startsWith("↩ port unreachable (3/3)  again: same as #12  bounced #1 (exact)");
    }

    @Test
    void reportersAreToldApart() throws IOException {
        assertThat(last(error(new SampleBounce()))).contains("  from the destination");
        assertThat(last(error(new SampleBounce().from(Reporter.ROUTER, Samples.ROUTER))))
                .contains("  from router 203.0.113.9");
        assertThat(last(error(new SampleBounce().from(Reporter.LOCAL, Samples.LOOPBACK))))
                .contains("  from the sender's own host");
    }

    @Test
    void anErrorThatWentElsewhereNamesWhereItWent() throws IOException {
        assertThat(last(error(new SampleBounce().to(Samples.ROUTER).orphan(OrphanReason.SPOOFED))))
                .contains("  from the destination  sent to 203.0.113.9  ");
        assertThat(last(error(new SampleBounce()))).doesNotContain("sent to");
    }

    @Test
    void mtuAndExtensionsAreShown() throws IOException {
        assertThat(last(error(new SampleBounce()
                        .error(3, 4)
                        .mtu(1400)
                        .extensions(
                                new Extension(1, 1, HexFormat.of().parseHex("03e8060103e90702")),
                                new Extension(3, 2, HexFormat.of().parseHex("c0ffee"))))))
                .contains(
                        "  MTU 1400  ",
                        "  MPLS stack  label 16000 exp 3 s 0 ttl 1  label 16016 exp 3 s 1 ttl 2  extension 3/2: c0ffee  ");
    }

    @Test
    void aKnownProcessStandsBesideItsDatagram() throws IOException {
        assertThat(last(new Event.UdpSend(Samples.SEND, Outcome.PENDING, 0, 0, Samples.SENDER)))
                .endsWith("id 1043  python3[4711]");
    }

    @ParameterizedTest
    @CsvSource({
        "TOLD, SOCKET, , python3[4711] is told at its next call (predicted)",
        "QUEUED, SOCKET, , queued in the error queue of python3[4711] (predicted)",
        "NEVER_TOLD, SOCKET, , python3[4711] is never told: not connected (predicted)",
        "NO_SOCKET, SOCKET, , nobody is told: the socket was closed (predicted)",
        "TOLD, KERNEL, , set on the socket of python3[4711] (observed)",
        "QUEUED, KERNEL, , queued in the error queue of python3[4711] (observed)",
        "NEVER_TOLD, KERNEL, , python3[4711] is never told: the kernel has set nothing (observed)",
        "NO_SOCKET, KERNEL, , nobody is told: the socket was closed (observed)",
        "UNKNOWN, SOCKET, , whether python3[4711] is told is not known",
        "TOLD, CALLS, TOLD, 'python3[4711] was told, 61 µs later'",
        "TOLD, CALLS, COALESCED, 'python3[4711] was told once for this and #4, #6, 61 µs later'",
        "TOLD, CALLS, STALE, 'python3[4711] was told by a call about another peer, 61 µs later'",
        "QUEUED, CALLS, QUEUED, still queued for python3[4711]",
        "NEVER_TOLD, CALLS, NEVER_TOLD, python3[4711] was never told",
        "NEVER_TOLD, CALLS, DIED_WITH_SOCKET, python3[4711] closed the socket before it was told"
    })
    void anErrorTellsWhoLearnedOfIt(Fate.Verdict verdict, Fate.Basis basis, Fate.@Nullable Story story, String words)
            throws IOException {
        long after = verdict == Fate.Verdict.TOLD && story != null ? 61_000 : -1;
        Fate fate = new Fate(verdict, basis, Samples.SENDER, story, List.of(4L, 6L), after);

        assertThat(last(new Event.IcmpError(new SampleBounce().build(), fate))).contains("  " + words + "  ");
    }

    @Test
    void anErrorThatWasNotTranslatedBackNamesTheOuterAddressAndWhoIsNotTold() throws IOException {
        Flow outer = new Flow(Samples.ROUTER, 45117, Samples.FLOW.destination(), Samples.FLOW.destinationPort());
        Event error = error(new SampleBounce().quoting(outer).to(Samples.LOOPBACK));
        String way = "by way of " + Samples.ROUTER + ":45117 (address translation, which did not restore the quote)";

        assertThat(unbroken(error))
                .contains(" " + way + " ")
                .contains("no connected socket is told, as")
                .doesNotContain(" a connected socket is told");
        assertThat(unbroken(error, error)).endsWith(way + " no connected socket is told");
        Fate fate = new Fate(Fate.Verdict.NO_SOCKET, Fate.Basis.SOCKET, null, null, List.of(), -1);
        Event live = new Event.IcmpError(
                new SampleBounce().quoting(outer).to(Samples.LOOPBACK).build(), fate);
        assertThat(unbroken(live)).contains(" nobody is told: no socket is at the quoted address ");
    }

    private static String unbroken(Event... events) throws IOException {
        return last(events).replaceAll(" +", " ");
    }

    @ParameterizedTest
    @CsvSource({
        "3, 1, is never told: without IP_RECVERR (predicted)",
        "3, 4, is never told (predicted)",
        "11, 1, is never told (predicted)",
        "3, 13, is never told: not connected (predicted)"
    })
    void whyNobodyIsToldDependsOnTheError(int type, int code, String words) throws IOException {
        Fate fate = new Fate(Fate.Verdict.NEVER_TOLD, Fate.Basis.SOCKET, Samples.SENDER, null, List.of(), -1);
        Event event = new Event.IcmpError(new SampleBounce().error(type, code).build(), fate);

        assertThat(last(event)).contains("  python3[4711] " + words + "  ");
    }

    @ParameterizedTest
    @CsvSource({
        "4711, python3, 1000, python3[4711]",
        "4711, '', 1000, process 4711",
        "-1, '', 1000, uid 1000",
        "-1, '', -2, uid 4294967294",
        "-1, '', -1, the sender"
    })
    void aSenderIsNamedAsFarAsItIsKnown(int pid, String name, int uid, String words) throws IOException {
        SocketOwner sender = new SocketOwner(pid, -1, name, uid, 98765, -1);

        assertThat(last(new Event.UdpSend(Samples.SEND, Outcome.PENDING, 0, 0, sender)))
                .endsWith("id 1043  " + words);
    }

    @Test
    void theDateIsShownAgainWhenItChanges() throws IOException {
        long midnight = Samples.ns("2018-04-18T00:00:00Z");
        String text = text(
                PLAIN,
                error(new SampleBounce()),
                error(new SampleBounce().at(Samples.FILE, 3, midnight - 1000)),
                error(new SampleBounce().at(Samples.FILE, 4, midnight)));

        assertThat(text).containsOnlyOnce("      2018-04-17\n").containsOnlyOnce("      2018-04-18\n");
        assertThat(text.indexOf("2018-04-18"))
                .isBetween(text.indexOf("23:59:59.999999"), text.indexOf("00:00:00.000000"));
    }

    @Test
    void localClocksNameTheirZoneAgainWhenTheyAreSet() throws IOException {
        long changed = Samples.ns("2018-10-28T01:00:00Z");
        TextOptions berlin = PLAIN.withTime(TimeStyle.ABSOLUTE, ZoneId.of("Europe/Berlin"));
        String text = text(
                berlin,
                error(new SampleBounce().at(Samples.FILE, 3, changed - 1000)),
                error(new SampleBounce().at(Samples.FILE, 4, changed)));

        assertThat(text)
                .contains("time (local)")
                .containsSubsequence(
                        "2018-10-28 UTC+02:00 Europe/Berlin",
                        "02:59:59.999999",
                        "2018-10-28 UTC+01:00 Europe/Berlin",
                        "02:00:00.000000");
    }

    @Test
    void everyStyleOfTimeIsThatOfTshark() throws IOException {
        assertThat(times(TimeStyle.ABSOLUTE)).containsExactly("01:39:58.454346", "01:39:58.454359");
        assertThat(times(TimeStyle.ABSOLUTE_WITH_DATE))
                .containsExactly("2018-04-17 01:39:58.454346", "2018-04-17 01:39:58.454359");
        assertThat(times(TimeStyle.DELTA)).containsExactly("0.000000", "0.000013");
        assertThat(times(TimeStyle.EPOCH)).containsExactly("1523929198.454346", "1523929198.454359");
        assertThat(times(TimeStyle.RELATIVE)).containsExactly("0.000000", "0.000013");
    }

    private static List<String> times(TimeStyle style) throws IOException {
        return text(PLAIN.withTime(style, ZoneOffset.UTC), Samples.experiment(), Samples.summary())
                .lines()
                .filter(line -> line.matches(" {3}[12].*"))
                .map(line -> line.replaceFirst(" +[12] +([0-9].*?) {2}.*", "$1"))
                .toList();
    }

    @Test
    void timesRunBackwardsWithASign() throws IOException {
        Event before = error(new SampleBounce().at(Samples.FILE, 3, Samples.FIRST_NS - 1_500_000_000));

        assertThat(text(PLAIN.withTime(TimeStyle.RELATIVE, ZoneOffset.UTC), before))
                .contains("  -1.500000  ");
    }

    @Test
    void aTimeThatIsNotKnownIsCalledUnknownAndSoIsTheTimeSinceIt() throws IOException {
        Event untimed = untimed();
        Event timed = Samples.bounced(Samples.SEND, 2);

        assertThat(text(PLAIN, timed, untimed))
                .contains("   1  unknown                    127.0.0.1")
                .containsOnlyOnce("2018-04-17");
        List<String> deltas = text(PLAIN.withTime(TimeStyle.DELTA, ZoneOffset.UTC), timed, untimed, timed, timed)
                .lines()
                .toList();
        assertThat(deltas.get(1)).contains("  0.000000  ");
        assertThat(deltas.get(2)).contains("   unknown  ");
        assertThat(deltas.get(3)).contains("   unknown  ");
        assertThat(deltas.get(4)).contains("  0.000000  ");
    }

    private static Event untimed() {
        Send send = new Send(
                Samples.FILE, 1, Samples.FIRST_NS, Samples.FLOW, 3, 0, 64, false, -1, 0, null, List.of(), false);
        return Samples.bounced(send, 2);
    }

    @Test
    void timesHaveTheDigitsOfTheirCaptureAndKeepTheirColumn() throws IOException {
        Send fine = new Send(Samples.OTHER_FILE, 1, Samples.FIRST_NS + 1, Samples.FLOW, 3, 0, 64, false, -1);
        List<String> lines = text(
                        PLAIN,
                        Samples.bounced(Samples.SEND, 2),
                        Samples.bounced(fine, 2),
                        Samples.bounced(Samples.SEND, 2))
                .lines()
                .toList();

        assertThat(lines.get(3)).contains("  01:39:58.454346001  ");
        assertThat(lines.get(4)).contains("  01:39:58.454346     ");
        assertThat(lines.get(4).indexOf("127.0.0.1")).isEqualTo(lines.get(3).indexOf("127.0.0.1"));
    }

    @Test
    void framesOfSeveralInputsCarryTheLetterOfTheirs() throws IOException {
        Send other = new Send(Samples.OTHER_FILE, 1, Samples.FIRST_NS, Samples.FLOW, 3, 0, 64, false, -1);
        String text = text(
                PLAIN.withSeveralInputs(true),
                Samples.bounced(Samples.SEND, 2),
                Samples.bounced(other, 2),
                error(new SampleBounce().cause(other)),
                error(new SampleBounce().cause(other).ambiguous(2, 1L, 3L)));

        assertThat(text)
                .containsOnlyOnce("      a = one.pcap\n a:1  ")
                .containsOnlyOnce("      b = two.pcapng\n b:1  ")
                .contains(" a:2  ", "bounced b:1 (exact)", "bounced b:1 or b:3 (ambiguous)");
    }

    @Test
    void aSummaryAloneIsTheTableOfDestinations() throws IOException {
        String text = text(PLAIN.withSummaryOnly(true), Samples.experiment(), Samples.summary(Samples.destination()));

        assertThat(text).startsWith("destination ").hasLineCount(2);
    }

    @Test
    void aTimelineWithoutErrorsIsEmpty() throws IOException {
        assertThat(text(PLAIN, List.of(), Samples.nothing())).isEmpty();
    }

    @Test
    void flowsAndCapturesAreNotShown() throws IOException {
        assertThat(text(
                        PLAIN,
                        new Event.FlowSummary(Samples.flowRecord()),
                        Samples.capture(Samples.report("one.pcap"))))
                .isEmpty();
    }

    @Test
    void eachEventReachesTheStreamAtOnceIfSoWished() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TextWriter writer = new TextWriter(out, PLAIN.withFlush(Flush.EACH_EVENT));
        writer.begin(Samples.FIRST_NS);
        writer.event(Samples.bounced(Samples.SEND, 2));

        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("id 1043\n");
    }

    @Test
    void aFailedWriteIsThrown() {
        IOException full = new IOException("No space left on device");
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw full;
            }
        };
        TextWriter writer = new TextWriter(broken, PLAIN.withFlush(Flush.EACH_EVENT));

        assertThatThrownBy(() -> writer.event(Samples.bounced(Samples.SEND, 2))).isSameAs(full);
    }

    @Test
    void textIsWantedInTheOrderOfTime() {
        assertThat(new TextWriter(OutputStream.nullOutputStream(), PLAIN).wantsOrder())
                .isTrue();
    }
}
