// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DecodeCountsTest {
    @Test
    void reasonsHaveStableNames() {
        assertThat(Stream.of(Malformation.values()).map(Malformation::label))
                .containsExactlyInAnyOrder(
                        "link_truncated",
                        "too_many_layers",
                        "ip_truncated",
                        "bad_ip_version",
                        "bad_ihl",
                        "bad_ip_length",
                        "ipv6_extension_truncated",
                        "udp_truncated",
                        "bad_udp_length",
                        "icmp_truncated",
                        "quote_truncated",
                        "bad_quote",
                        "tunnel_truncated");
    }

    @Test
    void onlyWhatHappenedIsListed() {
        DecodeCounts counts = new DecodeCounts();
        assertThat(counts.malformed()).isEmpty();
        counts.addMalformed(Malformation.BAD_QUOTE);
        counts.addMalformed(Malformation.BAD_QUOTE);
        counts.addMalformed(Malformation.BAD_IHL);
        assertThat(counts.malformed()).containsExactly(Map.entry("bad_ihl", 1L), Map.entry("bad_quote", 2L));
        assertThat(counts.malformed(Malformation.BAD_QUOTE)).isEqualTo(2);
        assertThat(counts.malformed(Malformation.IP_TRUNCATED)).isZero();
    }

    @Test
    void linkTypesBeyondTheTableAreCountedTogether() {
        DecodeCounts counts = new DecodeCounts();
        for (int linkType = 0; linkType < 65536; linkType++) {
            counts.addUnsupported(linkType);
            counts.addUnsupported(linkType);
        }
        assertThat(counts.unsupportedLinkTypes()).hasSize(65);
        assertThat(counts.unsupportedLinkTypes()).containsEntry(63, 2L);
        assertThat(counts.unsupportedLinkTypes()).containsEntry(DecodeCounts.OTHER_LINK_TYPES, 2L * (65536 - 64));
    }
}
