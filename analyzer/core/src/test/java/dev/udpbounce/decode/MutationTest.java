// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.fixtures.Extensions;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Links;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Valid frames of every kind, mutated at random: decoding never throws, and no view exceeds its frame. */
public class MutationTest {
    private static final int MUTATIONS = 400_000;
    private static final int[] LINK_TYPES = {0, 1, 9, 12, 14, 50, 51, 101, 104, 105, 108, 113, 127, 228, 229, 276, 147};
    private static final byte[] EXTREMES = {0, 1, 4, 6, 0x11, 0x3a, 0x2f, 0x45, 0x60, 0x7f, (byte) 0x80, (byte) 0xff};
    private static final byte[] SNAP = {(byte) 0xaa, (byte) 0xaa, 3, 0, 0, 0, 8, 0};
    /** Octets before the frame, which no view may touch. The buffer ends after the frame. */
    private static final int OFFSET = 5;

    /** @param frame starting at its link-layer header */
    private record Sample(int linkType, Packet frame) {
        Sample(int linkType, byte[] frame) {
            this(linkType, () -> frame);
        }
    }

    private static List<Sample> samples() {
        Packet udp4 = Samples.udp4();
        Packet udp6 = Samples.udp6().hopByHop(new byte[6]).fragmentHeader(0, true, 7);
        Packet error4 = Packets.portUnreachable(Samples.udp4());
        Packet error6 = Packets.portUnreachable(Samples.udp6().destinationOptions(new byte[6]));
        Packet extended = Packets.icmp4("192.0.2.9", "192.0.2.1", 11, 0)
                .quote(udp4)
                .extensions(Extensions.mpls(16050, 0, 64).object(2, 15, new byte[12]));
        Packet extended6 =
                Packets.icmp6("::9", "::1", 3, 0).quote(Samples.udp6()).extensions(Extensions.mpls(16050, 0, 64));
        Packet gre = Packets.ip4("192.0.2.1", "192.0.2.2", 47)
                .payload(Samples.octets(0xb0, 0, 0x65, 0x58, new byte[12], udp4.ethernet()));
        Packet vxlan = tunnel(4789, 8, new byte[7], error4.vlan(7));
        Packet geneve = tunnel(6081, 1, 0, 8, 0, new byte[8], gre.bytes());
        Packet gtp = tunnel(2152, 0x34, 255, 0, 100, new byte[4], 0, 0, 0, 0x85, 1, 0, 0, 0, udp4.bytes());
        Packet teredo = tunnel(
                3544,
                0,
                0,
                new byte[6],
                Packets.udp6("2001::1", 1, "::2", 2).payloadOfSize(9).bytes());
        return List.of(
                new Sample(LinkType.EN10MB, udp4.ethernet()),
                new Sample(LinkType.EN10MB, udp6.ethernet()),
                new Sample(LinkType.EN10MB, error4.ethernet()),
                new Sample(LinkType.EN10MB, error6.vlan(5)),
                new Sample(LinkType.RAW, extended.bytes()),
                new Sample(LinkType.IPV6, extended6.bytes()),
                new Sample(LinkType.IPV4, gre.bytes()),
                new Sample(LinkType.LINUX_SLL, vxlan.sll()),
                new Sample(LinkType.LINUX_SLL2, geneve.sll2()),
                new Sample(LinkType.LOOP, gtp.loop()),
                new Sample(LinkType.NULL, teredo.nullLoopback(ByteOrder.LITTLE_ENDIAN)),
                new Sample(9, Samples.octets(0xff, 3, 0, 0x21, error4.bytes())),
                new Sample(104, Samples.octets(0x0f, 0, 0x88, 0x47, 0, 0, 1, 64, udp4.bytes())),
                new Sample(51, Samples.octets(0x11, 0, 0, 1, 0, 100, 0, 0x57, error6.bytes())),
                new Sample(105, Samples.octets(0x88, 3, new byte[30], SNAP, udp4.bytes())),
                new Sample(
                        127,
                        Samples.octets(0, 0, 17, 0, 3, 0, 0, 0, new byte[9], 8, 1, new byte[22], SNAP, udp4.bytes())),
                new Sample(LinkType.EN10MB, Links.ethernet(() -> Samples.octets(SNAP, error4.bytes()))));
    }

    private static Packet tunnel(int port, Object... parts) {
        return Packets.udp4("203.0.113.1", 50000, "203.0.113.2", port).payload(Samples.octets(parts));
    }

    @Test
    void noFrameHoweverBrokenMakesTheDecoderThrowOrLeaveTheFrame() {
        Random random = new Random(1060);
        List<Sample> samples = samples();
        Decoder all = new Decoder();
        Decoder errorsOnly = Decoder.errorsOnly();
        Bounds bounds = new Bounds();
        Bounds errorBounds = new Bounds();
        Frame view = new Frame();
        for (int i = 0; i < MUTATIONS; i++) {
            Sample sample = samples.get(random.nextInt(samples.size()));
            byte[] frame = mutate(random, sample.frame().bytes());
            int linkType = random.nextInt(20) == 0 ? LINK_TYPES[random.nextInt(LINK_TYPES.length)] : sample.linkType();
            ByteBuffer octets = ByteBuffer.allocate(OFFSET + frame.length).put(OFFSET, frame);
            view.wrap(octets, OFFSET, frame.length, frame.length, 0, i, new Origin(0, null, null, linkType, 0, 9));
            bounds.octets = octets;
            errorBounds.octets = octets;
            all.decode(view, bounds);
            errorsOnly.decode(view, errorBounds);
        }
        assertThat(bounds.datagrams).isGreaterThan(MUTATIONS / 5);
        assertThat(bounds.errors).isGreaterThan(MUTATIONS / 20).isEqualTo(errorBounds.errors);
        assertThat(errorBounds.datagrams).isZero();
        assertThat(all.counts().malformed()).isEqualTo(errorsOnly.counts().malformed());
        assertThat(all.counts().malformed()).hasSize(Malformation.values().length);
        assertThat(all.counts().icmpErrorsOther())
                .isPositive()
                .isEqualTo(errorsOnly.counts().icmpErrorsOther());
        assertThat(all.counts().fragments())
                .isPositive()
                .isEqualTo(errorsOnly.counts().fragments());
    }

    /**
     * Applies one to four mutations: a random octet, an extreme octet, a flipped bit, a truncation, or a repeated
     * piece.
     */
    public static byte[] mutate(Random random, byte[] sample) {
        byte[] frame = sample.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && frame.length > 0; changes--) {
            int at = random.nextInt(frame.length);
            switch (random.nextInt(8)) {
                case 0 -> frame[at] = (byte) random.nextInt();
                case 1, 2, 3 -> frame[at] = EXTREMES[random.nextInt(EXTREMES.length)];
                case 4, 5 -> frame[at] ^= (byte) (1 << random.nextInt(8));
                case 6 -> frame = Arrays.copyOf(frame, at);
                default ->
                    frame = repeat(frame, at, random.nextInt(Math.min(64, frame.length - at)), random.nextInt(20));
            }
        }
        return frame;
    }

    private static byte[] repeat(byte[] frame, int at, int length, int times) {
        byte[] piece = Arrays.copyOfRange(frame, at, at + length);
        byte[] longer = Arrays.copyOf(frame, at);
        for (int i = 0; i < times; i++) {
            longer = Samples.octets(longer, piece);
        }
        return Samples.octets(longer, Arrays.copyOfRange(frame, at, frame.length));
    }

    /** Checks every view against its frame. */
    private static final class Bounds implements PacketHandler {
        private ByteBuffer octets = ByteBuffer.allocate(0);
        private long datagrams;
        private long errors;

        @Override
        public void onDatagram(Datagram datagram) {
            datagrams++;
            check(datagram);
            if (datagram.sourcePort() < 0 || datagram.destinationPort() < 0 || datagram.depth() > 16) {
                throw new AssertionError("a datagram without ports, or too deep");
            }
        }

        @Override
        public void onIcmpError(IcmpError error) {
            errors++;
            check(error.quote());
            boolean invented = !error.extensions().isEmpty() && !error.hasExtensions();
            if (invented || error.version() != error.quote().version()) {
                throw new AssertionError("extensions or versions that contradict each other");
            }
        }

        @SuppressWarnings("ReferenceEquality")
        private boolean sameBuffer(Datagram datagram) {
            return datagram.octets() == octets;
        }

        private void check(Datagram datagram) {
            int from = datagram.payloadOffset();
            int present = datagram.payloadPresent();
            boolean inside = from >= OFFSET && present >= 0 && from + present <= octets.limit();
            boolean claimed = present == 0 || present <= datagram.payloadLength();
            boolean version = datagram.version() == 4 || datagram.version() == 6;
            if (!sameBuffer(datagram) || !inside || !claimed || !version || datagram.udpLength() < -1) {
                throw new AssertionError("a view that leaves its frame");
            }
        }
    }
}
