// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Evidence;
import dev.udpbounce.event.Match;
import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists over many waiting datagrams find the same causes as a comparison with each datagram. */
class EvidenceTest {
    /** A datagram with the properties that a quote of it, cut to {@code payload} octets, may contain. */
    private record Sent(long frame, int id, String payload) {
        boolean explains(Sent quoted, int payloadOctets) {
            return payload.length() == quoted.payload.length()
                    && id == quoted.id
                    && (payloadOctets < 16 || payload.startsWith(quoted.payload.substring(0, payloadOctets)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 64, 65, 300, 2000})
    void namesAllThatExplainAQuoteEquallyWell(int waiting) {
        Random random = new Random(waiting);
        Lab lab = new Lab();
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < waiting; i++) {
            Sent next =
                    new Sent(i + 1L, 1 + random.nextInt(3), "%16s".formatted(random.nextInt(12)) + random.nextInt(3));
            sent.add(next);
            lab.see(i, forge(next));
        }
        for (int i = 0; i < 200; i++) {
            Sent quoted = sent.get(random.nextInt(waiting));
            int payloadOctets = random.nextBoolean() ? quoted.payload.length() : random.nextInt(2) * 16;
            UdpForge cause = forge(quoted);
            IcmpForge error = Packets.icmp4("10.0.0.2", "10.0.0.1", 3, 3).quote(cause, 28 + payloadOctets);
            lab.see(waiting + i, error);

            long alike =
                    sent.stream().filter(s -> s.explains(quoted, payloadOctets)).count();
            Bounce bounce = lab.last();
            assertThat(bounce.attribution().candidates()).isEqualTo(alike);
            assertThat(bounce.attribution().match()).isEqualTo(alike == 1 ? Match.EXACT : Match.AMBIGUOUS);
            Sent named = sent.get((int) Lab.cause(bounce) - 1);
            assertThat(named.explains(quoted, payloadOctets)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {48, 79, 80, 100})
    void tellsDatagramsApartThatDifferInTheMiddleOfACutQuote(int quoted) {
        Lab lab = new Lab();
        UdpForge[] sent = new UdpForge[3];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = numbered(quoted < 80 ? 32 : 64, i);
            lab.see(i, sent[i]);
        }
        for (int i = sent.length - 1; i >= 0; i--) {
            lab.see(9, Packets.icmp4("10.0.0.2", "10.0.0.1", 3, 3).quote(sent[i], 28 + quoted));
            assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
            assertThat(Lab.cause(lab.last())).isEqualTo(i + 1L);
        }
    }

    /** The id counter passes through 0 now and then. */
    @ParameterizedTest
    @ValueSource(ints = {3, 300})
    void takesAnIdOfNoughtForTheDatagramThatHasIt(int waiting) {
        Lab lab = new Lab();
        for (int i = 0; i < waiting; i++) {
            lab.see(i, forge(new Sent(i + 1L, i, "0123456789abcdef")));
        }
        for (int octets = 0; octets <= 16; octets += 16) {
            UdpForge cause = forge(new Sent(1, 0, "0123456789abcdef"));
            lab.see(waiting, Packets.icmp4("10.0.0.2", "10.0.0.1", 3, 3).quote(cause, 28 + octets));
            assertThat(lab.last().attribution().match()).isEqualTo(octets == 0 ? Match.TUPLE : Match.EXACT);
            assertThat(Lab.cause(lab.last())).isEqualTo(1);
        }
    }

    @Test
    void aChecksumThatSeveralHaveSinglesNoneOut() {
        Lab lab = new Lab();
        for (int id = 0; id < 2; id++) {
            lab.see(
                    id,
                    Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53).id(id * 5).payload("same"));
        }
        UdpForge rewritten =
                Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53).id(7).payload("same");
        lab.see(9, Packets.icmp4("10.0.0.2", "10.0.0.1", 3, 3).quote(rewritten, 28));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.TUPLE);
        assertThat(Lab.cause(lab.last())).isEqualTo(1);
    }

    @Test
    void comparesNoMoreThanIsQuoted() {
        Lab lab = new Lab();
        for (int i = 0; i < 2; i++) {
            lab.see(i, numbered(64, i));
        }
        lab.see(9, Packets.icmp4("10.0.0.2", "10.0.0.1", 3, 3).quote(numbered(64, 1), 28 + 60));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.AMBIGUOUS);
        assertThat(lab.last().attribution().candidateFrames()).containsExactly(1L, 2L);
    }

    @Test
    void knowsTheFirstFragmentOfAnIpv6DatagramByItsIdentification() {
        Lab lab = new Lab();
        List<Packet> first = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            UdpForge whole = Packets.udp6("2001:db8::1", 4000, "2001:db8::2", 53)
                    .fragmentId(0x12340000 + i)
                    .payloadOfSize(3000)
                    .noChecksum();
            first.add(whole.fragments(1500).get(0));
            lab.see(i, first.get(i));
        }
        lab.see(9, Packets.icmp6("2001:db8::9", "2001:db8::1", 3, 0).quote(first.get(1), 56));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
        assertThat(Lab.cause(lab.last())).isEqualTo(2);
        assertThat(lab.last().attribution().evidence()).contains(Evidence.IP_ID);
        assertThat(lab.last().quoted().ipId()).isEqualTo(-1);
    }

    /** A datagram without id and checksum, with one distinguishing octet at an offset of its payload. */
    private static UdpForge numbered(int offset, int number) {
        byte[] payload = new byte[200];
        payload[offset] = (byte) number;
        return Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53)
                .id(0)
                .payload(payload)
                .noChecksum();
    }

    private static UdpForge forge(Sent sent) {
        return Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53)
                .id(sent.id)
                .payload(sent.payload)
                .noChecksum();
    }
}
