// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Evidence;
import dev.udpbounce.event.Match;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The capture has one long packet, and an error quotes one of its segments. */
class SegmentsTest {
    private static final int SEGMENT = 1000;

    private final Lab lab = new Lab();

    /** A payload of three segments, the last one shorter, that begins with a number. */
    private static byte[] payload(int number) {
        byte[] payload = new byte[2 * SEGMENT + 300];
        payload[0] = (byte) number;
        payload[SEGMENT] = (byte) (number + 100);
        return payload;
    }

    private static UdpForge long4(int id, int number) {
        return Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53).id(id).payload(payload(number));
    }

    private static UdpForge segment4(int id, int number, int part) {
        byte[] whole = payload(number);
        int end = Math.min(whole.length, (part + 1) * SEGMENT);
        return Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53)
                .id(id + part)
                .payload(Arrays.copyOfRange(whole, part * SEGMENT, end));
    }

    private void error4(UdpForge segment, int quoted) {
        lab.see(9, Packets.icmp4("10.0.0.2", "10.0.0.1", 3, 3).quote(segment, quoted));
    }

    @Test
    void isKnownByItsIdThatCountsOnFromThatOfTheWhole() {
        lab.see(1, long4(100, 1));
        lab.see(2, long4(200, 2));
        for (int part = 0; part < 3; part++) {
            error4(segment4(200, 2, part), 28);
            assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
            assertThat(Lab.cause(lab.last())).isEqualTo(2);
            assertThat(lab.last().attribution().evidence()).containsExactlyInAnyOrder(Evidence.TUPLE, Evidence.IP_ID);
        }
        assertThat(lab.bounces())
                .extracting(bounce -> bounce.attribution().duplicateOf())
                .containsExactly(0L, 3L, 3L);
        assertThat(lab.finish().bounced()).isEqualTo(1);
    }

    @Test
    void isAmbiguousWhereIdsOverlap() {
        lab.see(1, long4(100, 1));
        lab.see(2, long4(101, 2));
        error4(segment4(100, 1, 1), 28);

        assertThat(lab.last().attribution().match()).isEqualTo(Match.AMBIGUOUS);
        assertThat(lab.last().attribution().candidateFrames()).containsExactly(1L, 2L);
    }

    @Test
    void isKnownByItsPayloadIfItIsTheFirst() {
        lab.see(1, long4(100, 1));
        lab.see(2, long4(101, 2));
        error4(segment4(101, 2, 0), 28 + 500);

        assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
        assertThat(Lab.cause(lab.last())).isEqualTo(2);
        assertThat(lab.last().attribution().evidence()).contains(Evidence.PAYLOAD);
    }

    @Test
    void isNotOfALongPacketWhoseIdsEndBeforeIt() {
        lab.see(1, long4(100, 1));
        error4(segment4(102, 1, 1), 28);

        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
    }

    @Test
    void isNotOfAPacketThatAnEthernetCarriesNorOfAFragment() {
        lab.see(1, Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53).id(7).payloadOfSize(1400));
        lab.see(2, long4(7, 1).fragments(1500).get(0));
        error4(segment4(7, 1, 0), 28);

        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
    }

    @Test
    void inIpv6ItIsKnownByTheFlowAlone() {
        UdpForge whole = Packets.udp6("2001:db8::1", 4000, "2001:db8::2", 53).payload(payload(1));
        lab.see(1, whole);
        UdpForge segment = Packets.udp6("2001:db8::1", 4000, "2001:db8::2", 53).payload(new byte[SEGMENT]);
        lab.see(9, Packets.icmp6("2001:db8::2", "2001:db8::1", 1, 4).quote(segment, 48));

        assertThat(lab.last().attribution().match()).isEqualTo(Match.TUPLE);
        assertThat(Lab.cause(lab.last())).isEqualTo(1);

        lab.see(10, whole);
        lab.see(11, Packets.icmp6("2001:db8::2", "2001:db8::1", 1, 4).quote(segment, 48));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.AMBIGUOUS);
    }
}
