// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.UsedHeap;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.CorrelationSettings;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.correlate.Lab;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.event.Match;
import dev.udpbounce.fixtures.Packets;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A first pass over a flood of errors. */
class FirstPassTest {
    private static final int SOURCE_ADDRESS = 12;
    /** Offset of the quote in an ICMP error. */
    private static final int QUOTE = 28;

    private static final long MEMORY = 64L << 20;

    private final Frame frame = new Frame();
    private final Decoder decoder = new Decoder();
    private final Origin origin = new Origin(0, "flood", null, 101, 0, 9);

    @Test
    void remembersMillionsOfErrorsInNoMoreThanItsSet() {
        FirstPass firstPass = new FirstPass(1);
        ByteBuffer error = ByteBuffer.wrap(Packets.portUnreachable(
                        Packets.udp4("10.0.0.1", 1, "10.9.9.9", 53).payload("x"))
                .bytes());
        int errors = 3_000_000;
        long before = UsedHeap.octets();
        for (int i = 0; i < errors; i++) {
            error.putInt(QUOTE + SOURCE_ADDRESS, i);
            frame.wrap(error, 0, error.capacity(), error.capacity(), i, i + 1L, origin);
            firstPass.at(frame);
            decoder.decode(frame, firstPass);
        }
        // A list of the entries would take 48 MB.
        assertThat(UsedHeap.octets() - before).isLessThan(16 << 20);

        firstPass.finish();
        Lab lab = new Lab();
        Correlator correlator = new Correlator(new CorrelationSettings(Long.MAX_VALUE, MEMORY, Follow.BOUNCED, 1), lab);
        SecondPass second = new SecondPass(correlator, firstPass, true);
        ByteBuffer octets = ByteBuffer.wrap(
                Packets.udp4("10.0.0.1", 1, "10.9.9.9", 53).payload("x").bytes());
        for (int i = 0; i < errors; i += 100_000) {
            octets.putInt(SOURCE_ADDRESS, i);
            error.putInt(QUOTE + SOURCE_ADDRESS, i);
            feed(correlator, second, octets, 2L * i);
            feed(correlator, second, error, 2L * i + 1);
            assertThat(lab.last().attribution().match()).isNotEqualTo(Match.ORPHAN);
        }
    }

    private void feed(Correlator correlator, SecondPass second, ByteBuffer packet, long number) {
        frame.wrap(packet, 0, packet.capacity(), packet.capacity(), number, number + 1, origin);
        correlator.at(frame);
        decoder.decode(frame, second);
    }
}
