// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.render.Samples;
import dev.udpbounce.render.encoding.Flush;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The columns of the CSV timeline, in the order documented for users, who may rely on their numbers. A new column goes
 * to the right end.
 */
class PromisedColumnsTest {
    private static final List<String> COLUMNS = List.of(
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
            "community_id",
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
            "udp_send.process.fd",
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
            "icmp_error.process.fd",
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
            "syscall.process.fd",
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
            "icmp_error.rule");

    @Test
    void theHeaderHasThePromisedColumnsInTheirOrder() throws IOException {
        String csv = Samples.write(out -> new CsvWriter(out, Flush.WHEN_FULL), List.of(), Samples.nothing());

        assertThat(csv).isEqualTo(String.join(",", COLUMNS) + "\n");
    }
}
