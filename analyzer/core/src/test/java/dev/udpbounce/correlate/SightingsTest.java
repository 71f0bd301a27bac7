// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static dev.udpbounce.correlate.Lab.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.fixtures.Links;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import org.junit.jupiter.api.Test;

/** One datagram that is seen at several places. */
class SightingsTest {
    private static final long START = 1_600_000_000_000_000_000L;
    private static final int SLL2 = 276;
    private static final int TO_US = 0;
    private static final int FROM_US = 4;
    private static final int BRIDGE_PORT = 9;
    private static final int BRIDGE = 8;

    private final Lab lab = new Lab();
    private final Origin any = new Origin(0, "any.pcap", null, SLL2, 0, 9);

    private static UdpForge datagram(int id) {
        return Packets.udp4("10.0.0.1", 40_000, "10.0.0.2", 9).id(id).payload("same");
    }

    private long see(long timeNs, Packet packet, int interfaceIndex) {
        return lab.see(timeNs, Links.sll2(packet, TO_US, interfaceIndex), any);
    }

    @Test
    void tellsTheInterfacesOfACookedCaptureApartByTheirIndex() {
        see(START, datagram(7), BRIDGE_PORT);
        see(START + 1, datagram(7), BRIDGE);
        see(START + MILLISECOND, Packets.portUnreachable(datagram(7)), BRIDGE);
        see(START + MILLISECOND + 1, Packets.portUnreachable(datagram(7)), BRIDGE_PORT);

        assertThat(lab.bounces()).extracting(each -> each.attribution().match()).containsOnly(Match.EXACT);
        assertThat(lab.bounces())
                .extracting(each -> each.attribution().duplicateOf())
                .containsExactly(0L, 3L);
        Counts counts = lab.finish();
        assertThat(counts.sends()).isEqualTo(1);
        assertThat(counts.sightings()).isEqualTo(1);
    }

    @Test
    void countsWhatOneInterfaceOfACookedCaptureShowsTwice() {
        see(START, datagram(0), BRIDGE);
        see(START + 1, datagram(0), BRIDGE);

        assertThat(lab.finish().sends()).isEqualTo(2);
    }

    @Test
    void foldsNothingAcrossFilesOfOneVantage() {
        Origin first = new Origin(0, "part1.pcap", null, 101, 0, 9);
        Origin second = new Origin(1, 0, "part2.pcap", null, 101, 0, 9, null);
        lab.see(START, datagram(0).bytes(), first);
        lab.see(START + MILLISECOND, datagram(0).bytes(), second);
        lab.see(START + 2 * MILLISECOND, Packets.portUnreachable(datagram(0)).bytes(), second);

        assertThat(lab.last().attribution().match()).isEqualTo(Match.AMBIGUOUS);
        assertThat(lab.finish().sends()).isEqualTo(2);
    }

    /** A datagram that passes two interfaces and the error that it caused, written interface by interface. */
    @Test
    void measuresTheDelayAtTheInterfaceOfTheError() {
        lab.see(START, datagram(7), 0);
        lab.see(START + 146 * MILLISECOND, Packets.portUnreachable(datagram(7)), 0);
        lab.see(START + 102 * MILLISECOND, datagram(7), 1);
        lab.see(START + 102 * MILLISECOND + 14_000, Packets.portUnreachable(datagram(7)), 1);
        lab.finish();

        assertThat(lab.bounces()).extracting(SightingsTest::here).containsExactly(1L, 3L);
        assertThat(lab.bounces()).extracting(Bounce::delayNs).containsExactly(146 * MILLISECOND, 14_000L);
        assertThat(lab.bounces()).extracting(Lab::cause).containsOnly(1L);
        assertThat(lab.bounces())
                .extracting(each -> each.attribution().duplicateOf())
                .containsExactly(0L, 2L);
    }

    @Test
    void tiesWhatGoesOutToWhatCameIn() {
        Origin sll = new Origin(0, "any.pcap", null, 113, 0, 9);
        lab.see(START, Links.sll(datagram(7), TO_US), sll);
        lab.see(START + 1_000, Links.sll(datagram(7), FROM_US), sll);
        lab.see(START + 5_000, Links.sll(Packets.portUnreachable(datagram(7)), TO_US), sll);
        lab.see(START + 6_000, Links.sll(Packets.portUnreachable(datagram(7)), FROM_US), sll);

        assertThat(lab.bounces()).extracting(SightingsTest::here).containsExactly(2L, 1L);
        assertThat(lab.bounces()).extracting(Bounce::delayNs).containsExactly(4_000L, 6_000L);
    }

    @Test
    void givesDatagramsThatAreAlikeTheirSightingsInOrder() {
        for (int i = 0; i < 3; i++) {
            lab.see(START + i, datagram(0), 0);
        }
        for (int i = 0; i < 4; i++) {
            lab.see(START + 10 + i, datagram(0), 1);
        }
        lab.see(START + MILLISECOND, Packets.portUnreachable(datagram(0)), 1);

        assertThat(lab.last().attribution().candidateFrames()).containsExactly(4L, 5L, 6L, 7L);
        Counts counts = lab.finish();
        assertThat(counts.sends()).isEqualTo(4);
        assertThat(counts.sightings()).isEqualTo(3);
    }

    @Test
    void namesTheFilesOfFramesThatAreNotTheErrors() {
        Origin here = new Origin(0, "here.pcap", null, 101, 0, 9);
        Origin there = new Origin(1, "there.pcap", null, 101, 0, 9);
        lab.see(START, datagram(0).bytes(), here);
        lab.see(START + 1, datagram(0).bytes(), here);
        lab.see(START + 2, Packets.portUnreachable(datagram(0)).bytes(), there);
        lab.see(START + 3, Packets.portUnreachable(datagram(0)).bytes(), here);

        assertThat(lab.bounces().get(0).attribution().candidateOrigins()).containsExactly(here, here);
        assertThat(lab.last().attribution().duplicateOf()).isEqualTo(3);
        assertThat(lab.last().attribution().duplicateOrigin()).isEqualTo(there);
    }

    @Test
    void namesTheFileOfAnEarlierErrorOfTheSameDatagram() {
        Origin here = new Origin(0, "here.pcap", null, 101, 0, 9);
        Origin there = new Origin(1, "there.pcap", null, 101, 0, 9);
        lab.see(START, datagram(7).bytes(), here);
        lab.see(START + 2, Packets.portUnreachable(datagram(7)).bytes(), there);
        lab.see(START + 3 * Lab.SECOND, Packets.portUnreachable(datagram(7)).bytes(), here);

        assertThat(lab.last().attribution().duplicateOf()).isEqualTo(2);
        assertThat(lab.last().attribution().duplicateOrigin()).isEqualTo(there);
    }

    private static long here(Bounce bounce) {
        SendSighting sighting = bounce.attribution().causeHere();
        return sighting == null ? 0 : sighting.frame();
    }
}
