// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.udpbounce.capture.Origin;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class JsonWriterTest {
    private static final String SEND_LINE =
            "{\"event_type\":\"udp_send\",\"timestamp\":\"2018-04-17T01:39:58.454346000Z\","
                    + "\"offset_ns\":0,\"pcap_filename\":\"one.pcap\",\"pcap_cnt\":1,"
                    + "\"src_ip\":\"127.0.0.1\",\"src_port\":45117,\"dest_ip\":\"127.0.0.1\",\"dest_port\":1060,"
                    + "\"proto\":\"UDP\",\"ip_v\":4,\"community_id\":\"1:hhJ18Kf2OckxRQtqzjNmiJOpZqc=\","
                    + "\"udp_send\":{\"len\":3,\"ip_id\":1043,\"ttl\":64,\"outcome\":\"bounced\",\"error_pcap_cnt\":2}}";
    private static final String ERROR_LINE =
            "{\"event_type\":\"icmp_error\",\"timestamp\":\"2018-04-17T01:39:58.454359000Z\","
                    + "\"offset_ns\":13000,\"pcap_filename\":\"one.pcap\",\"pcap_cnt\":2,"
                    + "\"src_ip\":\"127.0.0.1\",\"dest_ip\":\"127.0.0.1\",\"proto\":\"ICMP\",\"ip_v\":4,"
                    + "\"icmp_type\":3,\"icmp_code\":3,\"community_id\":\"1:hhJ18Kf2OckxRQtqzjNmiJOpZqc=\","
                    + "\"icmp_error\":{\"name\":\"port unreachable\",\"reporter\":\"destination\",\"match\":\"exact\","
                    + "\"evidence\":[\"tuple\",\"length\",\"payload\",\"ip_id\",\"checksum\"],"
                    + "\"cause_pcap_cnt\":1,\"delay_ns\":13000,"
                    + "\"quoted\":{\"src_ip\":\"127.0.0.1\",\"src_port\":45117,\"dest_ip\":\"127.0.0.1\",\"dest_port\":1060,"
                    + "\"proto\":\"UDP\",\"ip_id\":1043,\"ttl\":64,\"udp_len\":11,\"udp_checksum\":65054,\"payload_len\":3,"
                    + "\"truncated\":false},\"errno\":111,\"errno_name\":\"ECONNREFUSED\",\"rule\":\"linux\","
                    + "\"told\":{\"connected\":true,\"unconnected\":false,\"recverr\":true}}}";
    private static final String FIGURES = "\"summary\":{\"packets\":2,\"udp_sends\":1,\"sightings\":0,\"fragments\":0,"
            + "\"icmp_errors\":1,\"icmp_errors_other\":0,\"exact\":1,\"tuple\":0,\"ambiguous\":0,\"orphan\":0,"
            + "\"duplicates\":0,\"filtered\":0,\"filtered_sends\":0,\"expired\":0,\"evicted\":0,"
            + "\"outcomes\":{\"bounced\":1,\"answered\":0,\"suppressed\":0,\"no_error_seen\":0,\"pending\":0},"
            + "\"malformed\":{},\"dropped\":0,\"late\":0,\"bytes\":118,\"elapsed_ns\":13000}";
    private static final String SUMMARY_LINE = "{\"event_type\":\"summary\","
            + "\"timestamp\":\"2018-04-17T01:39:58.454359000Z\",\"offset_ns\":13000," + FIGURES + "}";

    private static String lines(List<Event> events, Summary summary) throws IOException {
        return Samples.write(out -> new JsonWriter(out, JsonWriter.Shape.LINES, Flush.WHEN_FULL), events, summary);
    }

    private static String document(List<Event> events, Summary summary) throws IOException {
        return Samples.write(out -> new JsonWriter(out, JsonWriter.Shape.DOCUMENT, Flush.WHEN_FULL), events, summary);
    }

    /** Returns the output for one event after checking it against the schema. */
    private static JsonNode event(Event event) throws IOException {
        List<String> lines = lines(List.of(event), Samples.summary()).lines().toList();
        assertThat(lines).hasSize(2);
        return StrictSchema.event(lines.get(0));
    }

    private static JsonNode error(SampleBounce bounce) throws IOException {
        return event(new Event.IcmpError(bounce.build()));
    }

    @Test
    void linesTellTheExperimentAndEndWithTheSummary() throws IOException {
        assertThat(lines(Samples.experiment(), Samples.summary()))
                .isEqualTo(SEND_LINE + "\n" + ERROR_LINE + "\n" + SUMMARY_LINE + "\n");
    }

    @Test
    void documentHoldsTheSameEventsAndTheFiguresOfTheSummary() throws IOException {
        String document = document(Samples.experiment(), Samples.summary());

        assertThat(document)
                .isEqualTo("{\"schema\":\"udpbounce/1\",\"events\":[\n" + SEND_LINE + "\n," + ERROR_LINE + "\n],"
                        + FIGURES + "}\n");
        StrictSchema.document(document);
    }

    @Test
    void summaryShapeIsTheSummaryEventAlone() throws IOException {
        String text = Samples.write(
                out -> new JsonWriter(out, JsonWriter.Shape.SUMMARY, Flush.WHEN_FULL),
                Samples.experiment(),
                Samples.summary());

        assertThat(text).isEqualTo(SUMMARY_LINE + "\n");
        StrictSchema.event(text);
    }

    @Test
    void documentIsValidWhereverItEnds() throws IOException {
        List<Event> events = everyKind();
        for (int length = 0; length <= events.size(); length++) {
            JsonNode document = StrictSchema.document(document(events.subList(0, length), Samples.summary()));
            assertThat(document.get("events").size()).isEqualTo(length);
        }
    }

    @Test
    void everyLineIsValidByItself() throws IOException {
        List<String> lines = lines(everyKind(), Samples.summary()).lines().toList();

        assertThat(lines).hasSize(everyKind().size() + 1).allSatisfy(StrictSchema::event);
    }

    @Test
    void nothingIsEverNull() throws IOException {
        assertThat(lines(everyKind(), Samples.nothing())).doesNotContain("null");
    }

    private static List<Event> everyKind() {
        return List.of(
                Samples.bounced(Samples.SEND, 2),
                new Event.UdpSend(Samples.SEND, Outcome.ANSWERED, 0, 9),
                new Event.UdpSend(Samples.SEND, Outcome.PENDING, 0, 0),
                new Event.IcmpError(new SampleBounce().build()),
                new Event.IcmpError(
                        new SampleBounce().tuple().vlan(7).mtu(1400).error(3, 4).build()),
                new Event.IcmpError(new SampleBounce().ambiguous(2, 1L, 4L).build()),
                new Event.IcmpError(new SampleBounce()
                        .orphan(OrphanReason.SPOOFED)
                        .duplicateOf(3)
                        .build()),
                new Event.FlowSummary(Samples.flowRecord()),
                Samples.capture(Samples.report("one.pcap")));
    }

    @Test
    void aTimelineWithoutPacketsHasNoTimes() throws IOException {
        String text = lines(List.of(Samples.capture(Samples.report("empty.pcap"))), Samples.nothing());

        for (String line : text.lines().toList()) {
            JsonNode event = StrictSchema.event(line);
            assertThat(event.has("timestamp")).isFalse();
            assertThat(event.has("offset_ns")).isFalse();
            assertThat(event.path("summary").has("elapsed_ns")).isFalse();
            assertThat(event.path("summary").has("dropped")).isFalse();
        }
    }

    @Test
    void anIpv6ErrorIsOfProtocolIpv6Icmp() throws IOException {
        JsonNode event = error(new SampleBounce()
                .error(1, 4)
                .from(Reporter.DESTINATION, Samples.SERVER6)
                .quoting(Samples.FLOW6));

        assertThat(event.get("proto").asString()).isEqualTo("IPv6-ICMP");
        assertThat(event.get("ip_v").asInt()).isEqualTo(6);
        assertThat(event.get("src_ip").asString()).isEqualTo("2001:db8::1");
        assertThat(event.at("/icmp_error/quoted/src_ip").asString()).isEqualTo("2001:db8:1:2:3:4:5:6");
        assertThat(event.at("/icmp_error/quoted").has("ip_id")).isFalse();
    }

    @Test
    void aQuoteThatEndsBeforeThePortsHasNeitherPortsNorCommunityId() throws IOException {
        Flow flow = new Flow(Samples.LOOPBACK, -1, Samples.LOOPBACK, -1);
        JsonNode event = error(new SampleBounce()
                .quoting(new Quoted(flow, 1043, 1, -1, -1, 0, true))
                .orphan(OrphanReason.UNSEEN));

        assertThat(event.has("community_id")).isFalse();
        assertThat(event.at("/icmp_error/quoted").toString())
                .isEqualTo("{\"src_ip\":\"127.0.0.1\",\"dest_ip\":\"127.0.0.1\",\"proto\":\"UDP\",\"ip_id\":1043,"
                        + "\"ttl\":1,\"payload_len\":0,\"truncated\":true}");
    }

    @Test
    void anAmbiguousErrorNamesThePreferredCandidateAndTheOthers() throws IOException {
        JsonNode error = error(new SampleBounce().ambiguous(40, 1L, 3L, 5L)).get("icmp_error");

        assertThat(error.get("match").asString()).isEqualTo("ambiguous");
        assertThat(error.get("candidates").asInt()).isEqualTo(40);
        assertThat(error.get("candidate_pcap_cnts").toString()).isEqualTo("[1,3,5]");
        assertThat(error.get("cause_pcap_cnt").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void anOrphanHasAReasonAndNoCause(OrphanReason reason) throws IOException {
        JsonNode error = error(new SampleBounce().orphan(reason)).get("icmp_error");

        assertThat(error.get("orphan_reason").asString()).isEqualToIgnoringCase(reason.name());
        assertThat(error.has("cause_pcap_cnt")).isFalse();
        assertThat(error.has("delay_ns")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void everyOutcomeIsSpelledInLowerCase(Outcome outcome) throws IOException {
        JsonNode event = event(new Event.UdpSend(Samples.SEND, outcome, 0, 0));

        assertThat(event.at("/udp_send/outcome").asString()).isLowerCase().isEqualToIgnoringCase(outcome.name());
    }

    @Test
    void aCauseInAnotherFileIsNamedWithIt() throws IOException {
        Send cause = new Send(Samples.OTHER_FILE, 77, Samples.FIRST_NS, Samples.FLOW, 3, 0, 64, false, -1);
        JsonNode error = error(new SampleBounce().cause(cause)).get("icmp_error");

        assertThat(error.get("cause_pcap_cnt").asInt()).isEqualTo(77);
        assertThat(error.get("cause_pcap_filename").asString()).isEqualTo("two.pcapng");
    }

    @Test
    void anErrorBeforeItsCauseOfAnotherFileHasANegativeDelay() throws IOException {
        JsonNode error = error(new SampleBounce()
                        .at(Samples.OTHER_FILE, 2, Samples.FIRST_NS + 13_000)
                        .cause(Samples.sendLater(5, 20)))
                .get("icmp_error");

        assertThat(error.get("delay_ns").asLong()).isEqualTo(-7_000);
    }

    @Test
    void anErrorBeforeItsCauseOfTheSameFileHasNoDelay() throws IOException {
        JsonNode error =
                error(new SampleBounce().cause(Samples.sendLater(5, 20))).get("icmp_error");

        assertThat(error.get("cause_pcap_cnt").asLong()).isEqualTo(5);
        assertThat(error.has("delay_ns")).isFalse();
    }

    @Test
    void aClockThatWasSetBackLeavesNoDelayOfALiveError() throws IOException {
        JsonNode error = error(
                        new SampleBounce().at(Samples.LIVE, 2, Samples.FIRST_NS).cause(Samples.sendLater(5, 20)))
                .get("icmp_error");

        assertThat(error.has("cause_pcap_cnt")).isTrue();
        assertThat(error.has("delay_ns")).isFalse();
    }

    @Test
    void aLivePacketHasAnInterfaceAndNoFile() throws IOException {
        Send send = new Send(Samples.LIVE, 1, Samples.FIRST_NS, Samples.FLOW, 0, -1, 64, true, 4095);
        JsonNode event = event(new Event.UdpSend(send, Outcome.PENDING, 0, 0));

        assertThat(event.has("pcap_filename")).isFalse();
        assertThat(event.get("in_iface").asString()).isEqualTo("lo");
        assertThat(event.get("vlan").asInt()).isEqualTo(4095);
        assertThat(event.get("udp_send").toString())
                .isEqualTo("{\"len\":0,\"ttl\":64,\"fragment\":true,\"outcome\":\"pending\"}");
    }

    @Test
    void aLivePacketOfAnotherNamespaceNamesIt() throws IOException {
        Origin elsewhere = new Origin(3, 3, null, "eth0", 276, 0, 9, null, "web");
        Send send = new Send(elsewhere, 1, Samples.FIRST_NS, Samples.FLOW, 0, -1, 64, true, -1);
        JsonNode event = event(new Event.UdpSend(send, Outcome.PENDING, 0, 0));

        assertThat(event.get("in_iface").asString()).isEqualTo("eth0");
        assertThat(event.get("in_netns").asString()).isEqualTo("web");
    }

    @Test
    void anErrorThatBecomesNoErrnoIsToldToNobody() throws IOException {
        JsonNode error = error(new SampleBounce().error(11, 1)).get("icmp_error");

        assertThat(error.has("errno")).isFalse();
        assertThat(error.has("errno_name")).isFalse();
        assertThat(error.get("told").toString())
                .isEqualTo("{\"connected\":false,\"unconnected\":false,\"recverr\":false}");
    }

    @Test
    void extensionsKeepTheirOctetsAndMplsIsDecoded() throws IOException {
        JsonNode error = error(new SampleBounce()
                        .extensions(
                                new Extension(1, 1, HexFormat.of().parseHex("03e8060103e90702")),
                                new Extension(2, 14, HexFormat.of().parseHex("00ff"))))
                .get("icmp_error");

        assertThat(error.get("extensions").toString())
                .isEqualTo("[{\"class_num\":1,\"class_type\":1,\"data\":\"03e8060103e90702\",\"mpls\":["
                        + "{\"label\":16000,\"exp\":3,\"bottom\":false,\"ttl\":1},"
                        + "{\"label\":16016,\"exp\":3,\"bottom\":true,\"ttl\":2}]},"
                        + "{\"class_num\":2,\"class_type\":14,\"data\":\"00ff\"}]");
    }

    @Test
    void aKnownProcessStandsInTheObjectOfItsDatagram() throws IOException {
        JsonNode event = event(new Event.UdpSend(Samples.SEND, Outcome.PENDING, 0, 0, Samples.SENDER));

        assertThat(event.at("/udp_send/process").toString())
                .isEqualTo("{\"pid\":4711,\"tid\":4712,\"name\":\"python3\",\"uid\":1000,\"inode\":98765,\"fd\":3}");
    }

    @Test
    void theLargestNumberOfAUserIsAPositiveOne() throws IOException {
        SocketOwner sender = new SocketOwner(-1, -1, "", -2, 98765, -1);
        JsonNode event = event(new Event.UdpSend(Samples.SEND, Outcome.PENDING, 0, 0, sender));

        assertThat(event.at("/udp_send/process").toString()).isEqualTo("{\"uid\":4294967294,\"inode\":98765}");
    }

    @Test
    void anErrorTellsWhatBecameOfItAtItsSocket() throws IOException {
        Fate fate = new Fate(
                Fate.Verdict.TOLD,
                Fate.Basis.CALLS,
                new SocketOwner(7, -1, "a", -1, -1, -1),
                Fate.Story.COALESCED,
                List.of(4L, 6L),
                61_000);
        JsonNode event = event(new Event.IcmpError(new SampleBounce().build(), fate));

        assertThat(event.get("icmp_error").toString())
                .endsWith(",\"verdict\":\"told\",\"verdict_from\":\"calls\",\"story\":\"coalesced\","
                        + "\"coalesced_with_pcap_cnts\":[4,6],\"told_after_ns\":61000,"
                        + "\"process\":{\"pid\":7,\"name\":\"a\"}}");
    }

    @ParameterizedTest
    @EnumSource
    void everyVerdictIsSpelledInLowerCase(Fate.Verdict verdict) throws IOException {
        Fate fate = new Fate(verdict, Fate.Basis.SOCKET, null, null, List.of(), -1);
        JsonNode event = event(new Event.IcmpError(new SampleBounce().build(), fate));

        assertThat(event.at("/icmp_error/verdict").asString()).isLowerCase().isEqualToIgnoringCase(verdict.name());
        assertThat(event.get("icmp_error").has("told_after_ns")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void everyStoryIsSpelledInLowerCase(Fate.Story story) throws IOException {
        Fate fate = new Fate(Fate.Verdict.TOLD, Fate.Basis.CALLS, null, story, List.of(), -1);
        JsonNode event = event(new Event.IcmpError(new SampleBounce().build(), fate));

        assertThat(event.at("/icmp_error/story").asString()).isLowerCase().isEqualToIgnoringCase(story.name());
    }

    @Test
    void aFlowIsSummedUpAtItsEnd() throws IOException {
        JsonNode event = event(new Event.FlowSummary(Samples.flowRecord()));

        assertThat(event.get("timestamp").asString()).isEqualTo("2018-04-17T01:39:58.459346000Z");
        assertThat(event.get("flow").toString())
                .isEqualTo("{\"start\":\"2018-04-17T01:39:58.454346000Z\",\"end\":\"2018-04-17T01:39:58.459346000Z\","
                        + "\"sends\":7,\"bounced\":4,\"answered\":1,\"suppressed\":1,\"no_error_seen\":1,"
                        + "\"delay\":{\"min_ns\":13000,\"p50_ns\":14000,\"p99_ns\":90000,\"max_ns\":90000}}");
    }

    @Test
    void aCaptureTellsItsDamage() throws IOException {
        JsonNode event = event(Samples.capture(Samples.report("one.pcap")));

        assertThat(event.get("capture").toString())
                .isEqualTo("{\"file\":\"one.pcap\",\"format\":\"pcap\",\"linktype\":1,\"ts_precision\":6,"
                        + "\"snaplen\":262144,\"packets\":2,\"bytes\":118,"
                        + "\"damage\":[{\"offset\":158,\"record\":3,\"reason\":\"the record is cut\",\"fatal\":true}],"
                        + "\"warnings\":[\"captured length 70000 is beyond the snapshot length 65535\"],"
                        + "\"link_types_skipped\":{\"CAN_SOCKETCAN\":4}}");
    }

    @Test
    void errorsForDestinationsBeyondThoseRememberedAreTold() throws IOException {
        Summary summary = Samples.summary(Samples.FIRST_NS, 9, 0, new TreeMap<>(), 5, List.of(), 7);

        assertThat(StrictSchema.event(lines(List.of(), summary))
                        .at("/summary/elsewhere")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void summaryCountsWhatWasMalformedByReason() throws IOException {
        TreeMap<String, Long> malformed = new TreeMap<>(Map.of("truncated", 4L, "bad length", 2L));
        String text = lines(List.of(), Samples.summary(Samples.FIRST_NS, 9, 0, malformed, 5, List.of()));

        JsonNode summary = StrictSchema.event(text).get("summary");
        assertThat(summary.get("malformed").toString()).isEqualTo("{\"bad length\":2,\"truncated\":4}");
        assertThat(summary.get("dropped").asInt()).isEqualTo(5);
    }

    @Test
    void linesAreWantedAsTheyHappenAndDocumentsInOrder() {
        OutputStream out = OutputStream.nullOutputStream();

        assertThat(new JsonWriter(out, JsonWriter.Shape.LINES, Flush.WHEN_FULL).wantsOrder())
                .isFalse();
        assertThat(new JsonWriter(out, JsonWriter.Shape.DOCUMENT, Flush.WHEN_FULL).wantsOrder())
                .isTrue();
    }

    @Test
    void eachEventReachesTheStreamAtOnceIfSoWished() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonWriter writer = new JsonWriter(out, JsonWriter.Shape.LINES, Flush.EACH_EVENT);
        writer.begin(Samples.FIRST_NS);
        for (Event event : Samples.experiment()) {
            writer.event(event);
            assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("}\n");
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(SEND_LINE + "\n" + ERROR_LINE + "\n");
    }

    @Test
    void nothingReachesTheStreamBeforeTheBufferIsFullOtherwise() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonWriter writer = new JsonWriter(out, JsonWriter.Shape.LINES, Flush.WHEN_FULL);
        writer.begin(Samples.FIRST_NS);
        writer.event(Samples.experiment().get(0));

        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aFailedWriteIsThrownAsItIs(JsonWriter.Shape shape) {
        IOException brokenPipe = new IOException("Broken pipe");
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw brokenPipe;
            }
        };
        JsonWriter writer = new JsonWriter(broken, shape, Flush.EACH_EVENT);

        assertThatThrownBy(() -> {
                    writer.event(Samples.experiment().get(0));
                    writer.end(Samples.summary());
                })
                .isSameAs(brokenPipe);
    }

    @Test
    void theStreamStaysOpen() throws IOException {
        boolean[] closed = new boolean[1];
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        new JsonWriter(out, JsonWriter.Shape.DOCUMENT, Flush.WHEN_FULL).end(Samples.summary());

        assertThat(closed[0]).isFalse();
    }
}
