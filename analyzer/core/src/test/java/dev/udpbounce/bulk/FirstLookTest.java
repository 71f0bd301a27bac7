// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.MutationTest;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.decode.Samples;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The first look agrees with the decoder about every frame. */
class FirstLookTest {
    private static final int MUTATIONS = 300_000;
    private static final int OFFSET = 7;

    private final FirstLook firstLook = new FirstLook();
    private final FrameBatch batch = new FrameBatch();
    private final Frame view = new Frame();

    private byte kind(int linkType, byte[] frame) {
        ByteBuffer octets = ByteBuffer.allocate(OFFSET + frame.length).put(OFFSET, frame);
        view.wrap(octets, OFFSET, frame.length, frame.length, 0, 1, new Origin(0, null, null, linkType, 0, 9));
        assertThat(new One(view).nextBatch(batch, 1)).isTrue();
        firstLook.look(batch);
        return firstLook.kinds()[0];
    }

    private byte kind(Packet packet) {
        return kind(LinkType.EN10MB, packet.ethernet());
    }

    @Test
    void plainDatagramsAreKnown() {
        assertThat(kind(Samples.udp4())).isEqualTo(FirstLook.PLAIN4);
        assertThat(kind(Samples.udp6())).isEqualTo(FirstLook.PLAIN6);
    }

    @Test
    void tcpHoldsNothing() {
        assertThat(kind(Packets.ip4("192.0.2.1", "192.0.2.2", 6).payload(new byte[20])))
                .isEqualTo(FirstLook.NOTHING);
        assertThat(kind(Packets.ip6("::1", "::2", 6).payload(new byte[20]))).isEqualTo(FirstLook.NOTHING);
    }

    @Test
    void theDecoderTellsOfErrorsTunnelsTagsAndFragments() {
        List<byte[]> frames = List.of(
                Packets.portUnreachable(Samples.udp4()).ethernet(),
                Packets.udp4("192.0.2.1", 5, "192.0.2.2", 4789).ethernet(),
                Packets.udp4("192.0.2.1", 3544, "192.0.2.2", 5).ethernet(),
                Samples.udp4().vlan(5),
                Samples.udp6().fragmentHeader(0, true, 7).ethernet());
        assertThat(frames)
                .allSatisfy(frame -> assertThat(kind(LinkType.EN10MB, frame)).isEqualTo(FirstLook.OTHER));
        assertThat(kind(LinkType.RAW, Samples.udp4().bytes())).isEqualTo(FirstLook.OTHER);
    }

    @Test
    void agreesWithTheDecoderHoweverAFrameIsBroken() {
        Random random = new Random(1024);
        List<byte[]> samples = List.of(
                Samples.udp4().ethernet(),
                Samples.udp6().ethernet(),
                Packets.udp4("192.0.2.1", 1, "192.0.2.2", 4789)
                        .payload(new byte[8])
                        .ethernet(),
                Packets.ip4("192.0.2.1", "192.0.2.2", 6).payload(new byte[20]).ethernet(),
                Packets.ip6("::1", "::2", 6).payload(new byte[20]).ethernet());
        int[] met = new int[FirstLook.PLAIN6 + 1];
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] frame = MutationTest.mutate(random, samples.get(random.nextInt(samples.size())));
            byte kind = kind(LinkType.EN10MB, frame);
            met[kind]++;
            if (kind != FirstLook.OTHER) {
                compare(kind);
            }
        }
        assertThat(Arrays.stream(met).min().orElseThrow()).isGreaterThan(MUTATIONS / 50);
    }

    private void compare(byte kind) {
        Decoder decoder = new Decoder();
        Found found = new Found();
        decoder.decode(view, found);
        assertThat(decoder.counts().malformed()).isEmpty();
        assertThat(decoder.counts().fragments()).isZero();
        List<String> expected = new ArrayList<>();
        if (kind != FirstLook.NOTHING) {
            Decoder plain = new Decoder();
            expected.add(Found.text(kind == FirstLook.PLAIN4 ? plain.plain4(view) : plain.plain6(view)));
        }
        assertThat(found.all).isEqualTo(expected);
    }

    /** A source of one frame. */
    private record One(Frame only) implements FrameSource {
        @Override
        public boolean next(Frame frame) {
            frame.wrap(only);
            return true;
        }

        @Override
        public List<CaptureReport> reports() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    /** The output of a decoder, as text. */
    private static final class Found implements PacketHandler {
        private final List<String> all = new ArrayList<>();

        @Override
        public void onDatagram(Datagram datagram) {
            all.add(text(datagram));
        }

        @Override
        public void onIcmpError(IcmpError error) {
            all.add("error");
        }

        static String text(Datagram datagram) {
            return List.of(
                            datagram.version(),
                            datagram.sourceHigh(),
                            datagram.sourceLow(),
                            datagram.destinationHigh(),
                            datagram.destinationLow(),
                            datagram.sourcePort(),
                            datagram.destinationPort(),
                            datagram.ipId(),
                            datagram.ttl(),
                            datagram.flowLabel(),
                            datagram.vlan(),
                            datagram.packetType(),
                            datagram.depth(),
                            datagram.udpLength(),
                            datagram.checksum(),
                            datagram.fragment(),
                            datagram.payloadOffset(),
                            datagram.payloadPresent())
                    .toString();
        }
    }
}
