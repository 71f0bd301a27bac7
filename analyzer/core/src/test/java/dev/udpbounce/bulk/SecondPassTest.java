// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.CorrelationSettings;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.correlate.Lab;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which datagrams the second pass only counts. */
class SecondPassTest {
    private static final Origin ORIGIN = new Origin(0, null, null, LinkType.RAW, 0, 9);
    private static final long SEED = 5;
    private static final long EXPIRE_NS = 60 * Lab.SECOND;

    private final FirstPass first = new FirstPass(SEED);
    private final Lab lab = new Lab();
    private final Correlator correlator =
            new Correlator(new CorrelationSettings(EXPIRE_NS, Lab.MEMORY, Follow.BOUNCED, SEED), lab, true);
    private final UdpForge quoted = Packets.udp4("10.0.0.1", 7, "10.0.0.2", 9).payload("quoted");
    private long frames;

    private static UdpForge udp(String source, int port, int octets) {
        return Packets.udp4(source, port, "10.0.0.2", 9).payload("x".repeat(octets));
    }

    /** Passes a packet to what takes its frame, its datagram and its error. */
    private static void decode(
            Packet packet,
            long number,
            long timeNs,
            Consumer<Frame> at,
            Consumer<Datagram> onDatagram,
            Consumer<IcmpError> onError) {
        byte[] octets = packet.bytes();
        Frame frame = new Frame();
        frame.wrap(ByteBuffer.wrap(octets), 0, octets.length, octets.length, timeNs, number, ORIGIN);
        at.accept(frame);
        new Decoder().decode(frame, new PacketHandler() {
            @Override
            public void onDatagram(Datagram datagram) {
                onDatagram.accept(datagram);
            }

            @Override
            public void onIcmpError(IcmpError error) {
                onError.accept(error);
            }
        });
    }

    private static void none(Object packet) {
        throw new AssertionError("not expected in this frame: " + packet);
    }

    private SecondPass secondPass(Packet... errors) {
        for (Packet error : errors) {
            decode(error, ++frames, frames * Lab.SECOND, first::at, SecondPassTest::none, first::onIcmpError);
        }
        first.finish();
        return new SecondPass(correlator, first, true);
    }

    /** Returns whether a datagram is counted, at a time in seconds. */
    private boolean counts(SecondPass second, UdpForge sent, long seconds) {
        boolean[] counted = {false};
        FlowHash hash = correlator.hash();
        decode(
                sent,
                ++frames,
                seconds * Lab.SECOND,
                correlator::at,
                datagram -> {
                    long source = hash.source(datagram);
                    long destination = hash.destination(datagram);
                    counted[0] = second.counts(
                            hash.flow(source, destination),
                            source,
                            destination,
                            datagram.udpLength(),
                            seconds * Lab.SECOND);
                },
                SecondPassTest::none);
        return counted[0];
    }

    @Test
    void countsDatagramsOfOtherLengthsAndFlows() {
        SecondPass second = secondPass(Packets.portUnreachable(quoted));
        assertThat(counts(second, udp("10.0.0.1", 7, 5), 1)).isTrue();
        assertThat(counts(second, udp("10.0.0.1", 8, 6), 1)).isTrue();
        assertThat(counts(second, udp("10.0.0.3", 7, 6), 1)).isTrue();
        assertThat(second.counts().sends()).isEqualTo(3);
    }

    @Test
    void keepsWhatAnErrorMayBeAbout() {
        SecondPass second = secondPass(Packets.portUnreachable(quoted));
        assertThat(counts(second, quoted, 1)).isFalse();
        assertThat(counts(second, udp("10.0.0.1", 7, 6), 1)).isFalse();
        assertThat(counts(second, udp("10.0.0.1", 7, 4000), 1))
                .as("may have been cut into segments")
                .isFalse();
    }

    @Test
    void keepsTheOtherDirectionWhichAQuotedDatagramMayAnswer() {
        SecondPass second = secondPass(Packets.portUnreachable(quoted));
        UdpForge query = Packets.udp4("10.0.0.2", 9, "10.0.0.1", 7).payload("query");
        assertThat(counts(second, query, 1)).isFalse();
    }

    @Test
    void keepsAllOfADestinationIfASourceMayBeTranslated() {
        Packet error = Packets.icmp4("10.0.0.2", "192.168.0.1", 3, 3).quote(quoted);
        assertThat(counts(secondPass(error), udp("10.0.0.3", 7, 5), 1)).isFalse();
    }

    @Test
    void keepsWhatIsSentWhileAnErrorOfItsDestinationWaits() {
        Packet error = Packets.portUnreachable(quoted);
        SecondPass second = secondPass(error);
        decode(error, ++frames, Lab.SECOND, correlator::at, SecondPassTest::none, correlator::onIcmpError);
        assertThat(counts(second, udp("10.0.0.1", 7, 5), 1)).isFalse();
        assertThat(counts(second, udp("10.0.0.1", 7, 5), 2)).isTrue();
    }

    @Test
    void countsWhatHasExpired() {
        SecondPass second = secondPass(Packets.portUnreachable(quoted), Packets.portUnreachable(quoted));
        assertThat(counts(second, udp("10.0.0.1", 7, 5), -EXPIRE_NS / Lab.SECOND))
                .isTrue();
        assertThat(counts(second, udp("10.0.0.1", 7, 5), 2)).isTrue();
        assertThat(second.counts().expired()).isEqualTo(1);
    }
}
