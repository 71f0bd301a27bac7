// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.csv;

import dev.udpbounce.render.fields.Catalogue;
import dev.udpbounce.render.fields.Field;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The columns of the CSV timeline in order, which must remain stable; their names are the paths of the same fields in
 * JSON. A new column is added at the right end, so that the numbers of the others do not change.
 */
final class CsvColumns {
    private static final List<String> COMMON = List.of(
            "event_type",
            "timestamp",
            "offset_ns",
            "pcap_filename",
            "pcap_cnt",
            "in_iface",
            "vlan",
            "src_ip",
            "src_port",
            "dest_ip",
            "dest_port",
            "proto",
            "ip_v",
            "icmp_type",
            "icmp_code",
            "community_id");
    private static final List<String> UDP_SEND = List.of(
            "udp_send.len",
            "udp_send.ip_id",
            "udp_send.ttl",
            "udp_send.fragment",
            "udp_send.outcome",
            "udp_send.error_pcap_cnt",
            "udp_send.reply_pcap_cnt",
            "udp_send.process.pid",
            "udp_send.process.tid",
            "udp_send.process.name",
            "udp_send.process.uid",
            "udp_send.process.inode",
            "udp_send.process.fd");
    private static final List<String> ICMP_ERROR = List.of(
            "icmp_error.name",
            "icmp_error.reporter",
            "icmp_error.match",
            "icmp_error.evidence",
            "icmp_error.cause_pcap_cnt",
            "icmp_error.cause_pcap_filename",
            "icmp_error.candidates",
            "icmp_error.candidate_pcap_cnts",
            "icmp_error.orphan_reason",
            "icmp_error.duplicate_of_pcap_cnt",
            "icmp_error.delay_ns",
            "icmp_error.mtu",
            "icmp_error.quoted.src_ip",
            "icmp_error.quoted.src_port",
            "icmp_error.quoted.dest_ip",
            "icmp_error.quoted.dest_port",
            "icmp_error.quoted.proto",
            "icmp_error.quoted.ip_id",
            "icmp_error.quoted.ttl",
            "icmp_error.quoted.udp_len",
            "icmp_error.quoted.udp_checksum",
            "icmp_error.quoted.payload_len",
            "icmp_error.quoted.truncated",
            "icmp_error.extensions",
            "icmp_error.errno",
            "icmp_error.errno_name",
            "icmp_error.told.connected",
            "icmp_error.told.unconnected",
            "icmp_error.told.recverr",
            "icmp_error.verdict",
            "icmp_error.verdict_from",
            "icmp_error.story",
            "icmp_error.coalesced_with_pcap_cnts",
            "icmp_error.told_after_ns",
            "icmp_error.process.pid",
            "icmp_error.process.tid",
            "icmp_error.process.name",
            "icmp_error.process.uid",
            "icmp_error.process.inode",
            "icmp_error.process.fd");

    private static final List<String> SYSCALL = List.of(
            "syscall.name",
            "syscall.fd",
            "syscall.socket_id",
            "syscall.detail",
            "syscall.len",
            "syscall.ret",
            "syscall.errno",
            "syscall.errno_name",
            "syscall.reported_errno",
            "syscall.entry_timestamp",
            "syscall.exit_timestamp",
            "syscall.duration_ns",
            "syscall.connected",
            "syscall.recverr",
            "syscall.sent_pcap_cnts",
            "syscall.reports_pcap_cnts",
            "syscall.told_after_ns",
            "syscall.transmitted",
            "syscall.process.pid",
            "syscall.process.tid",
            "syscall.process.name",
            "syscall.process.uid",
            "syscall.process.inode",
            "syscall.process.fd");

    private static final List<String> LATER = List.of(
            "tunnel_depth",
            "comment",
            "icmp_error.cause_tunnel_depth",
            "udp_send.error_pcap_filename",
            "udp_send.reply_pcap_filename",
            "icmp_error.cause_first_pcap_cnt",
            "icmp_error.cause_first_pcap_filename",
            "icmp_error.duplicate_of_pcap_filename",
            "icmp_error.system_errno",
            "icmp_error.system_errno_name",
            "icmp_error.rule",
            "delivery.by",
            "delivery.error_pcap_cnt",
            "delivery.coalesced_with_pcap_cnts",
            "delivery.errors",
            "delivery.errno",
            "delivery.errno_name",
            "delivery.told_after_ns",
            "delivery.transmitted",
            "delivery.stale",
            "delivery.process.pid",
            "delivery.process.tid",
            "delivery.process.name",
            "delivery.process.uid",
            "delivery.process.command",
            "delivery.process.netns",
            "delivery.process.container.id",
            "delivery.process.container.runtime",
            "in_netns",
            "udp_send.process.candidates",
            "icmp_error.process.candidates",
            "syscall.process.candidates",
            "delivery.process.candidates");

    static final List<String> NAMES = Stream.of(COMMON, UDP_SEND, ICMP_ERROR, SYSCALL, LATER)
            .flatMap(List::stream)
            .toList();

    /** Fields that are written into the column of another field. */
    private static final Map<String, String> STANDS_IN = Map.of(
            "syscall.sent_pcap_cnt", "syscall.sent_pcap_cnts",
            "syscall.reports_pcap_cnt", "syscall.reports_pcap_cnts",
            "icmp_error.extensions[].class_num", "icmp_error.extensions",
            "icmp_error.extensions[].class_type", "icmp_error.extensions",
            "icmp_error.extensions[].data", "icmp_error.extensions");

    /** Separators before fields that share a cell with others: {@code 1/1:03e80601}. */
    private static final Map<String, Character> SEPARATORS =
            Map.of("icmp_error.extensions[].class_type", '/', "icmp_error.extensions[].data", ':');

    private CsvColumns() {}

    /** Returns the column of each field by {@link Field#number()}; -1 for none. */
    static int[] byField() {
        int[] columns = new int[Catalogue.fields().size()];
        for (Field field : Catalogue.fields()) {
            columns[field.number()] = NAMES.indexOf(STANDS_IN.getOrDefault(field.path(), field.path()));
        }
        return columns;
    }

    /** Returns the separator before each field by {@link Field#number()}; 0 for none. */
    static char[] separators() {
        char[] separators = new char[Catalogue.fields().size()];
        SEPARATORS.forEach((path, separator) -> separators[Catalogue.field(path).number()] = separator);
        return separators;
    }
}
