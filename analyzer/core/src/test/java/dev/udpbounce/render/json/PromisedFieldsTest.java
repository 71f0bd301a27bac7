// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fields of the JSON timeline, with paths and types as documented for users. A field may be added here; none may be
 * changed or removed. The output conforms to the schema, see {@link FixtureSchemaTest}.
 */
class PromisedFieldsTest {
    private static final String UDP_SEND = """
            event_type string
            timestamp string
            offset_ns integer
            pcap_filename string
            pcap_cnt integer
            in_iface string
            in_netns string
            vlan integer
            tunnel_depth integer
            comment string
            src_ip string
            src_port integer
            dest_ip string
            dest_port integer
            proto string
            ip_v integer
            community_id string
            udp_send object
            udp_send.len integer
            udp_send.ip_id integer
            udp_send.ttl integer
            udp_send.fragment boolean
            udp_send.outcome string
            udp_send.error_pcap_cnt integer
            udp_send.error_pcap_filename string
            udp_send.reply_pcap_cnt integer
            udp_send.reply_pcap_filename string
            udp_send.sightings array of object
            udp_send.sightings[].pcap_cnt integer
            udp_send.sightings[].pcap_filename string
            udp_send.sightings[].in_iface string
            udp_send.sightings[].in_netns string
            udp_send.sightings[].src_ip string
            udp_send.sightings[].src_port integer
            udp_send.sightings[].dest_ip string
            udp_send.sightings[].dest_port integer
            udp_send.sightings[].translation string
            udp_send.sightings[].translation_evidence array of string
            udp_send.process object
            udp_send.process.pid integer
            udp_send.process.tid integer
            udp_send.process.name string
            udp_send.process.uid integer
            udp_send.process.inode integer
            udp_send.process.fd integer
            udp_send.process.candidates integer
            udp_send.process.container object
            udp_send.process.container.id string
            udp_send.process.container.runtime string
            udp_send.process.container.name string
            """;

    private static final String ICMP_ERROR = """
            event_type string
            timestamp string
            offset_ns integer
            pcap_filename string
            pcap_cnt integer
            in_iface string
            in_netns string
            vlan integer
            tunnel_depth integer
            comment string
            src_ip string
            dest_ip string
            proto string
            ip_v integer
            icmp_type integer
            icmp_code integer
            community_id string
            icmp_error object
            icmp_error.name string
            icmp_error.reporter string
            icmp_error.match string
            icmp_error.evidence array of string
            icmp_error.cause_pcap_cnt integer
            icmp_error.cause_pcap_filename string
            icmp_error.cause_first_pcap_cnt integer
            icmp_error.cause_first_pcap_filename string
            icmp_error.cause_translation string
            icmp_error.cause_translation_evidence array of string
            icmp_error.cause_tunnel_depth integer
            icmp_error.candidates integer
            icmp_error.candidate_pcap_cnts array of integer
            icmp_error.candidate_pcap_filenames array of string
            icmp_error.payload_overwritten boolean
            icmp_error.translated boolean
            icmp_error.orphan_reason string
            icmp_error.duplicate_of_pcap_cnt integer
            icmp_error.duplicate_of_pcap_filename string
            icmp_error.cause_answers_pcap_cnt integer
            icmp_error.cause_answers_pcap_filename string
            icmp_error.cause_repeats_pcap_cnt integer
            icmp_error.cause_repeats_pcap_filename string
            icmp_error.delay_ns integer
            icmp_error.mtu integer
            icmp_error.quoted object
            icmp_error.quoted.src_ip string
            icmp_error.quoted.src_port integer
            icmp_error.quoted.dest_ip string
            icmp_error.quoted.dest_port integer
            icmp_error.quoted.proto string
            icmp_error.quoted.ip_id integer
            icmp_error.quoted.ttl integer
            icmp_error.quoted.udp_len integer
            icmp_error.quoted.udp_checksum integer
            icmp_error.quoted.payload_len integer
            icmp_error.quoted.truncated boolean
            icmp_error.extensions array of object
            icmp_error.extensions[].class_num integer
            icmp_error.extensions[].class_type integer
            icmp_error.extensions[].data string
            icmp_error.extensions[].mpls array of object
            icmp_error.extensions[].mpls[].label integer
            icmp_error.extensions[].mpls[].exp integer
            icmp_error.extensions[].mpls[].bottom boolean
            icmp_error.extensions[].mpls[].ttl integer
            icmp_error.errno integer
            icmp_error.errno_name string
            icmp_error.system_errno integer
            icmp_error.system_errno_name string
            icmp_error.rule string
            icmp_error.told object
            icmp_error.told.connected boolean
            icmp_error.told.unconnected boolean
            icmp_error.told.recverr boolean
            icmp_error.verdict string
            icmp_error.verdict_from string
            icmp_error.story string
            icmp_error.coalesced_with_pcap_cnts array of integer
            icmp_error.told_after_ns integer
            icmp_error.told_by string
            icmp_error.other_socket boolean
            icmp_error.unknown_because string
            icmp_error.process object
            icmp_error.process.pid integer
            icmp_error.process.tid integer
            icmp_error.process.name string
            icmp_error.process.uid integer
            icmp_error.process.inode integer
            icmp_error.process.fd integer
            icmp_error.process.candidates integer
            icmp_error.process.container object
            icmp_error.process.container.id string
            icmp_error.process.container.runtime string
            icmp_error.process.container.name string
            """;

    private static final String FLOW = """
            event_type string
            timestamp string
            offset_ns integer
            src_ip string
            src_port integer
            dest_ip string
            dest_port integer
            proto string
            ip_v integer
            community_id string
            flow object
            flow.start string
            flow.end string
            flow.sends integer
            flow.bounced integer
            flow.answered integer
            flow.suppressed integer
            flow.no_error_seen integer
            flow.delay object
            flow.delay.min_ns integer
            flow.delay.p50_ns integer
            flow.delay.p99_ns integer
            flow.delay.max_ns integer
            """;

    private static final String DELIVERY = """
            event_type string
            timestamp string
            offset_ns integer
            src_ip string
            src_port integer
            dest_ip string
            dest_port integer
            proto string
            delivery object
            delivery.by string
            delivery.error_pcap_cnt integer
            delivery.coalesced_with_pcap_cnts array of integer
            delivery.errors integer
            delivery.errno integer
            delivery.errno_name string
            delivery.told_after_ns integer
            delivery.transmitted boolean
            delivery.stale boolean
            delivery.process object
            delivery.process.pid integer
            delivery.process.tid integer
            delivery.process.name string
            delivery.process.uid integer
            delivery.process.inode integer
            delivery.process.fd integer
            delivery.process.candidates integer
            delivery.process.command string
            delivery.process.netns integer
            delivery.process.container object
            delivery.process.container.id string
            delivery.process.container.runtime string
            delivery.process.container.name string
            """;

    private static final String SYSCALL = """
            event_type string
            timestamp string
            offset_ns integer
            src_ip string
            src_port integer
            dest_ip string
            dest_port integer
            proto string
            syscall object
            syscall.name string
            syscall.fd integer
            syscall.socket_id integer
            syscall.detail string
            syscall.len integer
            syscall.segment_len integer
            syscall.messages integer
            syscall.ret integer
            syscall.errno integer
            syscall.errno_name string
            syscall.reported_errno integer
            syscall.entry_timestamp string
            syscall.exit_timestamp string
            syscall.duration_ns integer
            syscall.connected boolean
            syscall.recverr boolean
            syscall.other_namespace boolean
            syscall.sent_pcap_cnt integer
            syscall.sent_pcap_cnts array of integer
            syscall.reports_pcap_cnt integer
            syscall.reports_pcap_cnts array of integer
            syscall.told_after_ns integer
            syscall.stale object
            syscall.stale.peer_ip string
            syscall.stale.peer_port integer
            syscall.other_socket boolean
            syscall.transmitted boolean
            syscall.unsent object
            syscall.unsent.reason string
            syscall.unsent.likely boolean
            syscall.unsent.mtu integer
            syscall.unsent.datagrams integer
            syscall.found string
            syscall.extended_err object
            syscall.extended_err.errno integer
            syscall.extended_err.errno_name string
            syscall.extended_err.origin integer
            syscall.extended_err.origin_name string
            syscall.extended_err.type integer
            syscall.extended_err.code integer
            syscall.extended_err.mtu integer
            syscall.extended_err.offender_ip string
            syscall.extended_err.returned_len integer
            syscall.process object
            syscall.process.pid integer
            syscall.process.tid integer
            syscall.process.name string
            syscall.process.uid integer
            syscall.process.inode integer
            syscall.process.fd integer
            syscall.process.candidates integer
            syscall.process.container object
            syscall.process.container.id string
            syscall.process.container.runtime string
            syscall.process.container.name string
            """;

    private static final String CAPTURE = """
            event_type string
            timestamp string
            offset_ns integer
            pcap_filename string
            in_iface string
            capture object
            capture.file string
            capture.interface string
            capture.format string
            capture.linktype integer
            capture.linktypes array of integer
            capture.ts_precision integer
            capture.snaplen integer
            capture.packets integer
            capture.bytes integer
            capture.dropped_kernel integer
            capture.dropped_interface integer
            capture.damage array of object
            capture.damage[].offset integer
            capture.damage[].record integer
            capture.damage[].reason string
            capture.damage[].fatal boolean
            capture.warnings array of string
            capture.systems array of string
            capture.comments array of string
            capture.link_types_skipped counts
            """;

    private static final String SUMMARY = """
            event_type string
            timestamp string
            offset_ns integer
            summary object
            summary.packets integer
            summary.udp_sends integer
            summary.sightings integer
            summary.fragments integer
            summary.icmp_errors integer
            summary.icmp_errors_other integer
            summary.exact integer
            summary.tuple integer
            summary.ambiguous integer
            summary.orphan integer
            summary.duplicates integer
            summary.filtered integer
            summary.filtered_sends integer
            summary.expired integer
            summary.evicted integer
            summary.outcomes object
            summary.outcomes.bounced integer
            summary.outcomes.answered integer
            summary.outcomes.suppressed integer
            summary.outcomes.no_error_seen integer
            summary.outcomes.pending integer
            summary.verdicts object
            summary.verdicts.told integer
            summary.verdicts.queued integer
            summary.verdicts.never_told integer
            summary.verdicts.no_socket integer
            summary.verdicts.unknown integer
            summary.deliveries object
            summary.deliveries.receive integer
            summary.deliveries.send integer
            summary.deliveries.so_error integer
            summary.deliveries.error_queue integer
            summary.deliveries.closed integer
            summary.deliveries.nobody integer
            summary.deliveries.unknown integer
            summary.stale_deliveries integer
            summary.malformed counts
            summary.dropped integer
            summary.late integer
            summary.elsewhere integer
            summary.destination_counts_forgotten integer
            summary.comments_forgotten integer
            summary.unsent object
            summary.unsent.pending_error integer
            summary.unsent.firewall integer
            summary.unsent.no_route integer
            summary.unsent.unreachable integer
            summary.unsent.too_large integer
            summary.unseen_sockets integer
            summary.sockets_forgotten integer
            summary.calls_forgotten integer
            summary.fragmented_forgotten integer
            summary.left_out object
            summary.left_out.udp_sends integer
            summary.left_out.icmp_errors integer
            summary.left_out.syscalls integer
            summary.left_out.flows integer
            summary.left_out.deliveries integer
            summary.bounces array of object
            summary.bounces[].process object
            summary.bounces[].process.pid integer
            summary.bounces[].process.name string
            summary.bounces[].process.uid integer
            summary.bounces[].process.candidates integer
            summary.bounces[].dest_ip string
            summary.bounces[].dest_port integer
            summary.bounces[].icmp_type integer
            summary.bounces[].icmp_code integer
            summary.bounces[].name string
            summary.bounces[].sent integer
            summary.bounces[].bounced integer
            summary.bounces[].orphans integer
            summary.bounces[].told object
            summary.bounces[].told.observed integer
            summary.bounces[].told.predicted integer
            summary.bounces[].untold object
            summary.bounces[].untold.observed integer
            summary.bounces[].untold.predicted integer
            summary.bounces[].unknown integer
            summary.bounces[].lost_sends integer
            summary.bounces[].first_timestamp string
            summary.bounces_more integer
            summary.bounces_elsewhere integer
            summary.bounces_forgotten integer
            summary.bytes integer
            summary.untimed integer
            summary.elapsed_ns integer
            """;

    static List<Arguments> promises() {
        return List.of(
                Arguments.of("udp_send_event", UDP_SEND),
                Arguments.of("icmp_error_event", ICMP_ERROR),
                Arguments.of("flow_event", FLOW),
                Arguments.of("syscall_event", SYSCALL),
                Arguments.of("delivery_event", DELIVERY),
                Arguments.of("capture_event", CAPTURE),
                Arguments.of("summary_event", SUMMARY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("promises")
    void theSchemaHasEveryPromisedFieldWithItsType(String event, String promised) {
        assertThat(SchemaFields.of(event))
                .containsExactlyElementsOf(promised.lines().toList());
    }
}
