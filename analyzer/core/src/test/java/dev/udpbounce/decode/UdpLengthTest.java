// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.fixtures.LinkType;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests pairs of the length fields of IP and UDP, with 65,536 values each: all pairs of boundary lengths and a random
 * sample. With the tag {@code long}, also all pairs with one of the former IP lengths or, in a short capture, an IP
 * length up to 1500.
 */
class UdpLengthTest {
    private static final int LENGTHS = 1 << 16;
    private static final int ORDINARY = 1_500;
    private static final int SAMPLE = 100;
    private static final long SEED = 1_060;
    private static final int UDP = 8;

    /** A packet that is partly captured. */
    private enum Capture {
        IP4_OF_40_OCTETS(LinkType.IPV4, 20, 40),
        IP4_IN_FULL(LinkType.IPV4, 20, 65_535),
        IP6_OF_60_OCTETS(LinkType.IPV6, 40, 60),
        IP6_IN_FULL(LinkType.IPV6, 40, 40 + 65_535);

        private final int linkType;
        private final int header;
        private final int octets;

        Capture(int linkType, int header, int octets) {
            this.linkType = linkType;
            this.header = header;
            this.octets = octets;
        }

        byte[] packet() {
            return (linkType == LinkType.IPV4 ? Samples.udp4() : Samples.udp6()).bytes();
        }

        int lengthAt() {
            return linkType == LinkType.IPV4 ? 2 : 4;
        }

        /** Octets that the IP header claims for UDP; -1 if its length is too small. */
        int claimed(int ipLength) {
            int claimed = linkType == LinkType.IPV4 ? ipLength - header : ipLength;
            return claimed < 0 || ipLength == 0 ? -1 : claimed;
        }

        boolean isBad(int ipLength) {
            return linkType == LinkType.IPV4 && ipLength > 0 && ipLength < header;
        }
    }

    private final ByteBuffer octets = ByteBuffer.allocateDirect(1 << 17);
    private final Frame frame = new Frame();
    private final Decoder decoder = new Decoder();
    private final Last last = new Last();
    private long badIpLengths;
    private long truncated;
    private long badUdpLengths;

    @ParameterizedTest
    @EnumSource
    void aPairOfSpecialLengthsIsWhatItsLengthsSay(Capture capture) {
        wrap(capture);
        BitSet special = special(capture);
        special.stream().forEach(ipLength -> {
            octets.putShort(capture.lengthAt(), (short) ipLength);
            special.stream().forEach(udpLength -> check(capture, ipLength, udpLength));
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void everyPairIsWhatItsLengthsSay(Capture capture) {
        wrap(capture);
        boolean isShort = capture.octets < ORDINARY;
        BitSet special = special(capture);
        for (int ipLength = 0; ipLength < LENGTHS; ipLength++) {
            octets.putShort(capture.lengthAt(), (short) ipLength);
            boolean all = special.get(ipLength) || (isShort && ipLength <= ORDINARY);
            for (int udpLength = 0; udpLength >= 0 && udpLength < LENGTHS; ) {
                check(capture, ipLength, udpLength);
                udpLength = all ? udpLength + 1 : special.nextSetBit(udpLength + 1);
            }
        }
    }

    private void wrap(Capture capture) {
        octets.put(0, capture.packet());
        frame.wrap(octets, 0, capture.octets, capture.octets, 0, 1, new Origin(0, "", null, capture.linkType, 0, 6));
    }

    /** Lengths at the end of a header, of the captured octets or of a bit width, and their neighbors. */
    private static BitSet special(Capture capture) {
        BitSet special = new BitSet(LENGTHS);
        for (int bits = 0; bits <= 16; bits++) {
            for (int around : new int[] {0, UDP, 20, 20 + UDP}) {
                mark((1 << bits) + around, special);
                mark((1 << bits) - around, special);
            }
        }
        special.set(0, 64);
        mark(ORDINARY, special);
        mark(ORDINARY - capture.header, special);
        mark(capture.octets, special);
        mark(capture.octets - capture.header, special);
        new Random(SEED).ints(SAMPLE, 0, LENGTHS).forEach(special::set);
        return special;
    }

    private static void mark(int length, BitSet special) {
        for (int each = Math.max(0, length - 1); each <= length + 1; each++) {
            if (each < LENGTHS) {
                special.set(each);
            }
        }
    }

    private void check(Capture capture, int ipLength, int udpLength) {
        octets.putShort(capture.header + 4, (short) udpLength);
        last.delivered = 0;
        decoder.decode(frame, last);

        int claimed = capture.claimed(ipLength);
        int present = capture.octets - capture.header;
        int room = claimed < 0 ? present : Math.min(claimed, present);
        boolean whole = room >= UDP;
        // A UDP length of 0 is valid in a packet that has yet to be segmented; its IP header has no length either.
        boolean sound = udpLength >= UDP ? claimed < 0 || udpLength <= claimed : udpLength == 0 && claimed < 0;
        int length = room < 6 ? Datagram.ABSENT : whole && udpLength == 0 && claimed < 0 ? room : udpLength;
        int payload = whole ? Math.max(0, Math.min(room, length) - UDP) : 0;

        badIpLengths += capture.isBad(ipLength) ? 1 : 0;
        truncated += whole ? 0 : 1;
        badUdpLengths += whole && !sound ? 1 : 0;
        DecodeCounts counts = decoder.counts();
        boolean right = last.delivered == (room < 4 ? 0 : 1)
                && (last.delivered == 0 || (last.udpLength == length && last.payloadPresent == payload))
                && counts.malformed(Malformation.BAD_IP_LENGTH) == badIpLengths
                && counts.malformed(Malformation.UDP_TRUNCATED) == truncated
                && counts.malformed(Malformation.BAD_UDP_LENGTH) == badUdpLengths;
        if (!right) {
            assertThat(last)
                    .as(
                            "IP length %s, UDP length %s: length %s and payload %s of %s octets, malformed %s",
                            ipLength, udpLength, length, payload, room, counts.malformed())
                    .isNull();
        }
    }

    private static final class Last implements PacketHandler {
        private int delivered;
        private int udpLength;
        private int payloadPresent;

        @Override
        public void onDatagram(Datagram datagram) {
            delivered++;
            udpLength = datagram.udpLength();
            payloadPresent = datagram.payloadPresent();
        }

        @Override
        public void onIcmpError(IcmpError error) {
            throw new AssertionError("a datagram was taken for an error");
        }

        @Override
        public String toString() {
            return delivered + " delivered, UDP length " + udpLength + ", payload " + payloadPresent;
        }
    }
}
