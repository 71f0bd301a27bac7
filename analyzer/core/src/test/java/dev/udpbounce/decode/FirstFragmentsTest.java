// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors about fragments without ports. */
class FirstFragmentsTest {
    /** Offset of the identification in an Ethernet frame. */
    private static final int ID = 18;
    /** Octets in front of the quote: the headers of IP and ICMP. */
    private static final int QUOTE = 28;

    private final List<String> quotes = new ArrayList<>();

    private static UdpForge large(int version, int id) {
        return version == 4
                ? Packets.udp4("192.0.2.1", 7, "192.0.2.2", 8).id(id).payloadOfSize(3000)
                : Packets.udp6("2001:db8::1", 7, "2001:db8::2", 8)
                        .fragmentId(id)
                        .payloadOfSize(3000);
    }

    private static Packet error(int version, Packet about) {
        return version == 4
                ? Packets.icmp4("192.0.2.9", "192.0.2.1", 11, 0).quote(about, 548)
                : Packets.icmp6("2001:db8::9", "2001:db8::1", 3, 0).quote(about, 548);
    }

    private void decode(Decoder decoder, Packet packet) {
        decode(decoder, packet.ethernet());
    }

    private void decode(Decoder decoder, byte[] octets) {
        Frame frame = new Frame();
        Origin origin = new Origin(0, "", null, LinkType.EN10MB, 0, 6);
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        frame.wrap(buffer, 0, octets.length, octets.length, 0, 1, origin);
        decoder.decode(frame, new PacketHandler() {
            @Override
            public void onDatagram(Datagram datagram) {
                assertThat(datagram.fragment()).isTrue();
            }

            @Override
            public void onIcmpError(IcmpError error) {
                Datagram quote = error.quote();
                assertThat(error.quoteTruncated()).isTrue();
                assertThat(quote.payloadPresent()).isZero();
                assertThat(quote.udpLength()).isEqualTo(Datagram.ABSENT);
                quotes.add(quote.sourcePort() + ":" + quote.destinationPort());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void aLaterFragmentHasThePortsOfTheFirst(int version) {
        for (Decoder decoder : new Decoder[] {new Decoder(), Decoder.errorsOnly()}) {
            List<Packet> fragments = large(version, 77).fragments(1500);
            quotes.clear();
            decode(decoder, fragments.get(0));
            decode(decoder, error(version, fragments.get(1)));
            decode(decoder, error(version, fragments.get(2)));

            assertThat(quotes).containsExactly("7:8", "7:8");
            assertThat(decoder.counts().icmpErrorsOther()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void aLaterFragmentOfAnotherDatagramHasNone(int version) {
        Decoder decoder = new Decoder();
        decode(decoder, large(version, 77).fragments(1500).get(0));
        decode(decoder, error(version, large(version, 78).fragments(1500).get(1)));

        assertThat(quotes).isEmpty();
        assertThat(decoder.counts().icmpErrorsOther()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void fourOctetsOfTheFirstFragmentAreEnough(int version) {
        List<Packet> fragments = large(version, 77).fragments(1500);
        int header = version == 4 ? 20 : 40 + 8;
        for (int present = 0; present <= 4; present++) {
            Decoder decoder = new Decoder();
            decode(decoder, fragments.get(0).cutTo(header + present));
            decode(decoder, error(version, fragments.get(1)));

            assertThat(decoder.counts().malformed(Malformation.UDP_TRUNCATED)).isEqualTo(1);
            assertThat(decoder.counts().icmpErrorsOther()).isEqualTo(present < 4 ? 1 : 0);
        }
        assertThat(quotes).containsExactly("7:8");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void theOrderOfTheFragmentsDoesNotMatter(int version) {
        Decoder decoder = new Decoder();
        List<Packet> fragments = large(version, 77).fragments(1500);
        for (int i = fragments.size() - 1; i >= 0; i--) {
            decode(decoder, fragments.get(i));
        }
        decode(decoder, error(version, fragments.get(1)));

        assertThat(quotes).containsExactly("7:8");
        assertThat(decoder.counts().fragments()).isEqualTo(fragments.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void anErrorThatComesBeforeTheFirstFragmentIsCounted(int version) {
        Decoder decoder = new Decoder();
        List<Packet> fragments = large(version, 77).fragments(1500);
        decode(decoder, fragments.get(1));
        decode(decoder, error(version, fragments.get(1)));
        decode(decoder, fragments.get(0));

        assertThat(quotes).isEmpty();
        assertThat(decoder.counts().icmpErrorsOther()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void aLaterFragmentThatMayBeOfTwoDatagramsHasNoPorts(int version) {
        Decoder decoder = new Decoder();
        UdpForge other = version == 4
                ? Packets.udp4("192.0.2.1", 9, "192.0.2.2", 8).id(77).payloadOfSize(3000)
                : Packets.udp6("2001:db8::1", 9, "2001:db8::2", 8)
                        .fragmentId(77)
                        .payloadOfSize(3000);
        List<Packet> fragments = large(version, 77).fragments(1500);
        decode(decoder, fragments.get(0));
        decode(decoder, fragments.get(0));
        decode(decoder, error(version, fragments.get(1)));
        decode(decoder, other.fragments(1500).get(0));
        decode(decoder, error(version, fragments.get(1)));
        decode(decoder, fragments.get(0));
        decode(decoder, error(version, fragments.get(1)));

        assertThat(quotes).containsExactly("7:8");
        assertThat(decoder.counts().icmpErrorsOther()).isEqualTo(2);
    }

    @Test
    void aFirstFragmentThatIsSeenAgainTakesNoOtherPlace() {
        Decoder decoder = new Decoder();
        for (int i = 0; i < 10_000; i++) {
            decode(decoder, large(4, i & 3).fragments(1500).get(0).cutTo(28));
        }

        assertThat(decoder.counts().fragmentedForgotten()).isZero();
    }

    @Test
    void onlySoManyAreRemembered() {
        List<Packet> fragments = large(4, 0).fragments(1500);
        ByteBuffer first = ByteBuffer.wrap(fragments.get(0).cutTo(28).ethernet());
        ByteBuffer error = ByteBuffer.wrap(error(4, fragments.get(1).cutTo(20)).ethernet());
        Decoder decoder = new Decoder();
        for (int id = 0; id < 1 << 16; id++) {
            decode(decoder, first.putShort(ID, (short) id).array());
        }
        for (int id = 0; id < 1 << 16; id++) {
            decode(decoder, error.putShort(QUOTE + ID, (short) id).array());
        }

        assertThat(quotes).hasSizeBetween(4_000, 4_096).containsOnly("7:8");
        assertThat(decoder.counts().fragmentedForgotten()).isEqualTo((1 << 16) - quotes.size());
    }

    /** Few datagrams, none of which is forgotten; ports that do not agree are nobody's. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreeWithAMapOnRandomCalls(long seed) {
        Random random = new Random(seed);
        DecodeCounts counts = new DecodeCounts();
        FirstFragments fragments = new FirstFragments(counts);
        Map<List<Long>, Long> model = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            long address = random.nextInt(2);
            int identification = random.nextInt(2);
            int version = random.nextBoolean() ? 4 : 6;
            ByteBuffer octets = ByteBuffer.allocate(32).putLong(24, address);
            List<Long> key = List.of((long) version, address, (long) identification);
            if (random.nextInt(40) == 0) {
                int ports = random.nextInt(50) == 0 ? -1 : (int) (address + 7) << 16 | 53;
                if (version == 4) {
                    fragments.remember4(address, identification, ports);
                } else {
                    fragments.remember6(octets, 0, identification, ports);
                }
                model.merge(
                        key, ports & 0xffff_ffffL, (known, now) -> known.equals(now) ? known : (long) IpPacket.ABSENT);
            }
            long ports = version == 4
                    ? fragments.ports4(address, identification)
                    : fragments.ports6(octets, 0, identification);
            assertThat(ports).isEqualTo(model.getOrDefault(key, (long) IpPacket.ABSENT));
        }
        assertThat(model).hasSize(8);
        assertThat(counts.fragmentedForgotten()).isZero();
    }
}
