// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.Extension;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Send;
import dev.udpbounce.fixtures.Rfc4180;
import dev.udpbounce.render.SampleBounce;
import dev.udpbounce.render.Samples;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.json.StrictSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CsvWriterTest {
    /** The cells that only a call fills, and those of tunnels and comments. */
    private static final String NO_CALL = ",".repeat(24 + 8);

    /** The empty cells of a delivery, of a network namespace and of candidates. */
    private static final String NO_DELIVERY = ",".repeat(22);

    private static List<String> rows(Event... events) throws IOException {
        return Samples.write(out -> new CsvWriter(out, Flush.WHEN_FULL), List.of(events), Samples.summary())
                .lines()
                .toList();
    }

    private static String cell(Event event, String column) throws IOException {
        List<List<String>> rows = Rfc4180.rows(String.join("\n", rows(event)) + "\n");
        int index = rows.get(0).indexOf(column);
        assertThat(index).as(column).isNotNegative();
        return rows.get(1).get(index);
    }

    private static Event error(SampleBounce bounce) {
        return new Event.IcmpError(bounce.build());
    }

    @Test
    void theHeaderNamesTheFieldsOfTheJson() throws IOException {
        assertThat(rows())
                .containsExactly("event_type,timestamp,offset_ns,pcap_filename,pcap_cnt,in_iface,vlan,"
                        + "src_ip,src_port,dest_ip,dest_port,proto,ip_v,icmp_type,icmp_code,community_id,"
                        + "udp_send.len,udp_send.ip_id,udp_send.ttl,udp_send.fragment,udp_send.outcome,"
                        + "udp_send.error_pcap_cnt,udp_send.reply_pcap_cnt,"
                        + "udp_send.process.pid,udp_send.process.tid,udp_send.process.name,udp_send.process.uid,"
                        + "udp_send.process.inode,udp_send.process.fd,"
                        + "icmp_error.name,icmp_error.reporter,icmp_error.match,icmp_error.evidence,"
                        + "icmp_error.cause_pcap_cnt,icmp_error.cause_pcap_filename,icmp_error.candidates,"
                        + "icmp_error.candidate_pcap_cnts,icmp_error.orphan_reason,icmp_error.duplicate_of_pcap_cnt,"
                        + "icmp_error.delay_ns,icmp_error.mtu,icmp_error.quoted.src_ip,icmp_error.quoted.src_port,"
                        + "icmp_error.quoted.dest_ip,icmp_error.quoted.dest_port,icmp_error.quoted.proto,"
                        + "icmp_error.quoted.ip_id,icmp_error.quoted.ttl,icmp_error.quoted.udp_len,"
                        + "icmp_error.quoted.udp_checksum,icmp_error.quoted.payload_len,icmp_error.quoted.truncated,"
                        + "icmp_error.extensions,icmp_error.errno,icmp_error.errno_name,icmp_error.told.connected,"
                        + "icmp_error.told.unconnected,icmp_error.told.recverr,"
                        + "icmp_error.verdict,icmp_error.verdict_from,icmp_error.story,"
                        + "icmp_error.coalesced_with_pcap_cnts,icmp_error.told_after_ns,icmp_error.process.pid,"
                        + "icmp_error.process.tid,icmp_error.process.name,icmp_error.process.uid,"
                        + "icmp_error.process.inode,icmp_error.process.fd,"
                        + "syscall.name,syscall.fd,syscall.socket_id,syscall.detail,syscall.len,syscall.ret,"
                        + "syscall.errno,syscall.errno_name,syscall.reported_errno,syscall.entry_timestamp,"
                        + "syscall.exit_timestamp,syscall.duration_ns,syscall.connected,syscall.recverr,"
                        + "syscall.sent_pcap_cnts,syscall.reports_pcap_cnts,syscall.told_after_ns,syscall.transmitted,"
                        + "syscall.process.pid,syscall.process.tid,syscall.process.name,syscall.process.uid,"
                        + "syscall.process.inode,syscall.process.fd,"
                        + "tunnel_depth,comment,icmp_error.cause_tunnel_depth,"
                        + "udp_send.error_pcap_filename,udp_send.reply_pcap_filename,"
                        + "icmp_error.cause_first_pcap_cnt,icmp_error.cause_first_pcap_filename,"
                        + "icmp_error.duplicate_of_pcap_filename,"
                        + "icmp_error.system_errno,icmp_error.system_errno_name,icmp_error.rule"
                        + ",delivery.by,delivery.error_pcap_cnt,delivery.coalesced_with_pcap_cnts"
                        + ",delivery.errors,delivery.errno,delivery.errno_name,delivery.told_after_ns"
                        + ",delivery.transmitted,delivery.stale,delivery.process.pid,delivery.process.tid"
                        + ",delivery.process.name,delivery.process.uid,delivery.process.command"
                        + ",delivery.process.netns,delivery.process.container.id"
                        + ",delivery.process.container.runtime,in_netns,udp_send.process.candidates"
                        + ",icmp_error.process.candidates,syscall.process.candidates,delivery.process.candidates");
    }

    @Test
    void everyColumnIsAFieldOfTheSchema() throws IOException {
        JsonNode definitions = StrictSchema.read().get("$defs");
        for (String column : rows().get(0).split(",", -1)) {
            String[] path = column.split("\\.", -1);
            String holder = path.length == 1 ? "_event" : path[path.length - 2];
            assertThat(definitions.properties())
                    .as(column)
                    .anyMatch(definition -> (definition.getKey().endsWith(holder)
                                    || (path.length == 1 && definition.getKey().equals("common")))
                            && definition.getValue().path("properties").has(path[path.length - 1]));
        }
    }

    @Test
    void theExperimentIsTwoRows() throws IOException {
        assertThat(rows(Samples.experiment().toArray(Event[]::new)))
                .hasSize(3)
                .endsWith(
                        "udp_send,2018-04-17T01:39:58.454346000Z,0,one.pcap,1,,,127.0.0.1,45117,127.0.0.1,1060,UDP,4,,,"
                                + "1:hhJ18Kf2OckxRQtqzjNmiJOpZqc=,3,1043,64,,bounced,2,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,"
                                + NO_CALL + ",,," + NO_DELIVERY,
                        "icmp_error,2018-04-17T01:39:58.454359000Z,13000,one.pcap,2,,,127.0.0.1,,127.0.0.1,,ICMP,4,3,3,"
                                + "1:hhJ18Kf2OckxRQtqzjNmiJOpZqc=,,,,,,,,,,,,,,port unreachable,destination,exact,"
                                + "tuple length payload ip_id checksum,1,,,,,,13000,,127.0.0.1,45117,127.0.0.1,1060,UDP,"
                                + "1043,64,11,65054,3,false,,111,ECONNREFUSED,true,false,true,,,,,,,,,,," + NO_CALL
                                + ",,,linux" + NO_DELIVERY);
    }

    @Test
    void everyRowHasACellForEveryColumn() throws IOException {
        List<String> rows = rows(
                Samples.bounced(Samples.SEND, 2),
                new Event.UdpSend(Samples.SEND, Outcome.ANSWERED, 0, 5),
                error(new SampleBounce().ambiguous(3, 1L, 2L, 3L).vlan(2)),
                error(new SampleBounce().orphan(OrphanReason.EXPIRED).duplicateOf(1)),
                error(new SampleBounce().error(11, 1).mtu(9)));

        assertThat(rows).hasSize(6);
        assertThat(Rfc4180.rows(String.join("\n", rows) + "\n")).hasSize(6);
    }

    @Test
    void flowsAndCapturesHaveNoRow() throws IOException {
        assertThat(rows(new Event.FlowSummary(Samples.flowRecord()), Samples.capture(Samples.report("x"))))
                .hasSize(1);
    }

    @Test
    void listsStandInOneCell() throws IOException {
        assertThat(cell(error(new SampleBounce().ambiguous(3, 4L, 5L, 6L)), "icmp_error.candidate_pcap_cnts"))
                .isEqualTo("4 5 6");
        assertThat(cell(
                        error(new SampleBounce()
                                .extensions(new Extension(1, 1, HexFormat.of().parseHex("0a0b")), new Extension(2, 3))),
                        "icmp_error.extensions"))
                .isEqualTo("1/1:0a0b 2/3:");
    }

    @Test
    void aNegativeDelayIsANumberAndNoFormula() throws IOException {
        SampleBounce bounce = new SampleBounce().at(Samples.OTHER_FILE, 2, Samples.FIRST_NS + 13_000);

        assertThat(cell(error(bounce.cause(Samples.sendLater(4, 20))), "icmp_error.delay_ns"))
                .isEqualTo("-7000");
    }

    @Test
    void aDelayThatIsNotKnownIsEmpty() throws IOException {
        Event live =
                error(new SampleBounce().at(Samples.LIVE, 2, Samples.FIRST_NS).cause(Samples.sendLater(4, 20)));

        assertThat(cell(live, "icmp_error.cause_pcap_cnt")).isEqualTo("4");
        assertThat(cell(live, "icmp_error.delay_ns")).isEmpty();
    }

    @Test
    void anOrphanLeavesItsCauseAndDelayEmpty() throws IOException {
        Event orphan = error(new SampleBounce().orphan(OrphanReason.UNSEEN));

        assertThat(cell(orphan, "icmp_error.cause_pcap_cnt")).isEmpty();
        assertThat(cell(orphan, "icmp_error.delay_ns")).isEmpty();
        assertThat(cell(orphan, "icmp_error.orphan_reason")).isEqualTo("unseen");
    }

    @Test
    void processesAndVerdictsHaveTheirColumns() throws IOException {
        Event send = new Event.UdpSend(Samples.SEND, Outcome.PENDING, 0, 0, Samples.SENDER);
        Fate fate = new Fate(
                Fate.Verdict.TOLD, Fate.Basis.CALLS, Samples.SENDER, Fate.Story.COALESCED, List.of(4L, 6L), 61_000);
        List<String> rows = rows(send, new Event.IcmpError(new SampleBounce().build(), fate));

        assertThat(rows.get(1)).contains(",pending,,,4711,4712,python3,1000,98765,3,");
        assertThat(rows.get(2))
                .endsWith(",told,calls,coalesced,4 6,61000,4711,4712,python3,1000,98765,3" + NO_CALL + ",,,linux"
                        + NO_DELIVERY);
        assertThat(Rfc4180.rows(String.join("\n", rows) + "\n")).hasSize(3);
    }

    @Test
    void aCauseInAnotherFileIsNamedWithIt() throws IOException {
        Send cause = new Send(Samples.OTHER_FILE, 77, Samples.FIRST_NS, Samples.FLOW, 3, 0, 64, false, -1);

        assertThat(cell(error(new SampleBounce().cause(cause)), "icmp_error.cause_pcap_filename"))
                .isEqualTo("two.pcapng");
        assertThat(cell(error(new SampleBounce()), "icmp_error.cause_pcap_filename"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "one.pcap | one.pcap",
                "a,b | \"a,b\"",
                "a\"b | \"a\"\"b\"",
                "=cmd() | '=cmd()",
                "+1 | '+1",
                "-1 | '-1",
                "@SUM(A1) | '@SUM(A1)",
                "=a,\"b\" | \"'=a,\"\"b\"\"\"",
                "a=b | a=b",
                "`` | ``"
            })
    void aNameFromOutsideIsQuotedAndCannotBeAFormula(String name, String cell) {
        assertThat(CsvText.cell(name)).isEqualTo(cell);
    }

    @Test
    void aNameThatBeginsWithATabOrALineEndCannotBeAFormulaEither() {
        assertThat(CsvText.cell("\t=1")).isEqualTo("'\\x09=1");
        assertThat(CsvText.cell("\r=1")).isEqualTo("'\\x0d=1");
    }

    @Test
    void eachRowReachesTheStreamAtOnceIfSoWished() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CsvWriter writer = new CsvWriter(out, Flush.EACH_EVENT);
        writer.begin(Samples.FIRST_NS);
        writer.event(Samples.bounced(Samples.SEND, 2));

        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith(",\n").hasLineCount(2);
    }

    @Test
    void rowsAreWantedInTheOrderOfTime() {
        assertThat(new CsvWriter(OutputStream.nullOutputStream(), Flush.WHEN_FULL).wantsOrder())
                .isTrue();
    }
}
