// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Links;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Selects the datagram of a frame that an error refers to. */
class TunnelTimelineTest {
    private static final long START_NS = 1_523_929_198_454_346_000L;
    private static final UdpForge INNER =
            Packets.udp4("10.0.0.1", 45117, "10.0.0.2", 1060).id(1043).payload("123456789abc");

    @TempDir
    private Path folder;

    private static UdpForge vxlan(Packet inner) {
        byte[] frame = inner.ethernet();
        byte[] payload = ByteBuffer.allocate(8 + frame.length)
                .putLong(0x0800_0000_0000_0700L)
                .put(frame)
                .array();
        return Packets.udp4("203.0.113.1", 50000, "203.0.113.2", 4789).id(9).payload(payload);
    }

    private static Packet wrapped(String tunnel, Packet inner) {
        byte[] packet = inner.bytes();
        return switch (tunnel) {
            case "VXLAN" -> vxlan(inner);
            case "IP in IP" -> Packets.ip4("203.0.113.1", "203.0.113.2", 4).payload(packet);
            case "GRE" ->
                Packets.ip4("203.0.113.1", "203.0.113.2", 47)
                        .payload(ByteBuffer.allocate(4 + packet.length)
                                .putInt(0x0800)
                                .put(packet)
                                .array());
            default -> throw new IllegalArgumentException(tunnel);
        };
    }

    private CommandLineRun read(PcapForge pcap, String... options) {
        Path file = pcap.write(folder.resolve("capture.pcap"));
        String[] args = new String[options.length + 2];
        args[0] = "read";
        System.arraycopy(options, 0, args, 1, options.length);
        args[args.length - 1] = file.toString();
        return CommandLineRun.of(args);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VXLAN", "IP in IP", "GRE"})
    void anErrorThatComesThroughTheTunnelIsAboutTheInnerDatagram(String tunnel) {
        PcapForge pcap = PcapForge.micros()
                .record(START_NS, wrapped(tunnel, INNER).ethernet())
                .record(
                        START_NS + 50_000,
                        wrapped(tunnel, Packets.portUnreachable(INNER)).ethernet());

        List<String> events = read(pcap, "-T", "ndjson").out().lines().toList();

        assertThat(events)
                .filteredOn(line -> line.contains("\"icmp_error\""))
                .singleElement()
                .asString()
                .contains(
                        "\"tunnel_depth\":1",
                        "\"match\":\"exact\"",
                        "\"cause_pcap_cnt\":1",
                        "\"cause_tunnel_depth\":1");
        assertThat(events)
                .filteredOn(line -> line.contains("\"udp_send\"") && line.contains("\"outcome\":\"bounced\""))
                .singleElement()
                .asString()
                .contains("\"tunnel_depth\":1", "\"src_ip\":\"10.0.0.1\"");
        assertThat(read(pcap).out()).contains("bounced #1 (exact)", "the datagram inside the tunnel", "in a tunnel");
        CsvRows rows = CsvRows.of(read(pcap, "-T", "csv").out());
        assertThat(rows.cell(0, "event_type")).isEqualTo("udp_send");
        assertThat(rows.cell(0, "tunnel_depth")).isEqualTo("1");
        assertThat(rows.cell(0, "icmp_error.cause_tunnel_depth")).isEmpty();
        assertThat(rows.cell(1, "event_type")).isEqualTo("icmp_error");
        assertThat(rows.cell(1, "tunnel_depth")).isEqualTo("1");
        assertThat(rows.cell(1, "icmp_error.cause_tunnel_depth")).isEqualTo("1");
    }

    @Test
    void anErrorFromTheWayBetweenTheEndsIsAboutTheOuterDatagram() {
        UdpForge outer = vxlan(INNER);
        PcapForge pcap = PcapForge.micros()
                .record(START_NS, outer.ethernet())
                .record(
                        START_NS + 50_000,
                        Packets.error("198.51.100.1", outer, 11, 0).ethernet());

        List<String> events = read(pcap, "-T", "ndjson").out().lines().toList();

        assertThat(events)
                .filteredOn(line -> line.contains("\"icmp_error\""))
                .singleElement()
                .asString()
                .contains("\"match\":\"exact\"", "\"cause_pcap_cnt\":1", "\"dest_port\":4789")
                .doesNotContain("tunnel_depth");
        assertThat(read(pcap).out()).contains("bounced #1 (exact)").doesNotContain("tunnel");
    }

    @Test
    void aDatagramThatIsSeenOutsideAndInsideOfATunnelIsOne() {
        Packet carried = Packets.ip4("203.0.113.1", "203.0.113.2", 4).payload(INNER.bytes());
        PcapForge pcap = PcapForge.micros()
                .linkType(LinkType.LINUX_SLL2)
                .record(START_NS, Links.sll2(INNER, 4, 5))
                .record(START_NS + 5_000, Links.sll2(carried, 4, 2))
                .record(START_NS + 50_000, Links.sll2(Packets.portUnreachable(INNER), 0, 5));

        CommandLineRun run = read(pcap, "-T", "ndjson");

        assertThat(run.out()).contains("\"sightings\":1", "\"match\":\"exact\"", "\"cause_pcap_cnt\":1");
        assertThat(run.err()).startsWith("3 packets, 1 sends, 1 errors (1 matched, 0 ambiguous");
    }

    @Test
    void anErrorThatQuotesALaterFragmentFindsItsDatagram() {
        UdpForge large = Packets.udp4("192.0.2.1", 7, "192.0.2.2", 8).id(77).payloadOfSize(3000);
        PcapForge pcap = PcapForge.micros();
        List<Packet> fragments = large.fragments(1500);
        fragments.forEach(fragment -> pcap.record(START_NS, fragment.ethernet()));
        pcap.record(
                START_NS + 50_000,
                Packets.icmp4("198.51.100.1", "192.0.2.1", 11, 0)
                        .quote(fragments.get(1), 548)
                        .ethernet());

        for (String passes : new String[] {"1", "2"}) {
            CommandLineRun run = read(pcap, "-T", "ndjson", "--passes=" + passes);

            assertThat(run.out()).contains("\"match\":\"exact\"", "\"cause_pcap_cnt\":1", "\"ip_id\"");
            assertThat(run.err()).contains("1 errors (1 matched");
        }
    }
}
