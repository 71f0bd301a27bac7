// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static dev.udpbounce.correlate.Lab.MILLISECOND;
import static dev.udpbounce.correlate.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When silence is explained by a limit on errors, and when not. */
class SilenceTest {
    private static final long START = 1_000_000_000_000L;
    private static final int LINKTYPE_NULL = 0;
    private static final int LINKTYPE_RAW = 101;

    private final Lab lab = new Lab(300 * SECOND, Lab.MEMORY, Follow.ALL);

    private static UdpForge datagram(int id) {
        return Packets.udp4("10.0.0.1", 4000, "10.0.0.2", 53).id(id).payload("number " + id);
    }

    private static UdpForge fromThePortTo(String address, int port) {
        return Packets.udp4("10.0.0.2", 53, address, port).payload("alive");
    }

    private Outcome outcome(long frame) {
        return lab.verdicts.stream()
                .filter(verdict -> verdict.frame() == frame)
                .findFirst()
                .orElseThrow()
                .outcome();
    }

    @Test
    void anErrorSaysNothingOfTheTimeBeforeIt() {
        long before = lab.see(START, datagram(1));
        lab.bounce(START + SECOND, datagram(2));
        long after = lab.see(START + 2 * SECOND, datagram(3));
        lab.finish();

        assertThat(outcome(before)).isEqualTo(Outcome.NO_ERROR_SEEN);
        assertThat(outcome(after)).isEqualTo(Outcome.SUPPRESSED);
    }

    @Test
    void aPortThatWasHeardFromMayBeOpenUntilTheNextError() {
        lab.bounce(START, datagram(1));
        long closed = lab.see(START + SECOND, datagram(2));
        lab.see(START + 2 * SECOND, fromThePortTo("10.0.0.9", 9));
        long heard = lab.see(START + 3 * SECOND, datagram(3));
        lab.bounce(START + 4 * SECOND, datagram(4));
        long closedAgain = lab.see(START + 5 * SECOND, datagram(5));
        lab.finish();

        assertThat(outcome(closed)).isEqualTo(Outcome.SUPPRESSED);
        assertThat(outcome(heard)).isEqualTo(Outcome.NO_ERROR_SEEN);
        assertThat(outcome(closedAgain)).isEqualTo(Outcome.SUPPRESSED);
    }

    @Test
    void aRouterThatRefusesAPortSaysNothingOfTheDestination() {
        lab.see(START, datagram(1));
        lab.see(START + 10_000, Packets.icmp4("10.0.0.254", "10.0.0.1", 3, 3).quote(datagram(1)));
        long after = lab.see(START + SECOND, datagram(2));
        lab.finish();

        assertThat(outcome(after)).isEqualTo(Outcome.NO_ERROR_SEEN);
    }

    @Test
    void whatIsHeardWhileTheFirstErrorWaitsForABetterCauseCounts() {
        lab.see(START, datagram(1));
        // So long after the datagram that another one may be the cause, so the error waits 10 ms for it.
        lab.see(START + SECOND, Packets.portUnreachable(datagram(1)));
        lab.see(START + SECOND + MILLISECOND, fromThePortTo("10.0.0.9", 9));
        long heard = lab.see(START + 2 * SECOND, datagram(2));
        lab.finish();

        assertThat(outcome(heard)).isEqualTo(Outcome.NO_ERROR_SEEN);
    }

    @Test
    void whatTheUserLeavesOutIsHeardAllTheSame() {
        lab.bounce(START, datagram(1));
        lab.correlator.at(frame(START + SECOND, fromThePortTo("10.0.0.9", 9)));
        new Decoder().decode(lab.correlator.frame(), new PacketHandler() {
            @Override
            public void onDatagram(Datagram datagram) {
                lab.correlator.onOther(datagram);
            }

            @Override
            public void onIcmpError(IcmpError error) {
                throw new AssertionError("no error");
            }
        });
        long heard = lab.see(START + 2 * SECOND, datagram(2));
        lab.finish();

        assertThat(outcome(heard)).isEqualTo(Outcome.NO_ERROR_SEEN);
    }

    private static Frame frame(long timeNs, UdpForge datagram) {
        byte[] octets = datagram.bytes();
        Frame frame = new Frame();
        Origin origin = new Origin(0, "lab", "if0", LINKTYPE_RAW, 0, 9);
        frame.wrap(ByteBuffer.wrap(octets), 0, octets.length, octets.length, timeNs, 100, origin);
        return frame;
    }

    @Test
    void everyErrorKeepsUpTheIntervalARepeatedOneToo() {
        lab.bounce(START, datagram(1));
        lab.see(START + 50 * SECOND, Packets.portUnreachable(datagram(1)).id(77));
        long kept = lab.see(START + 100 * SECOND, datagram(2));
        long over = lab.see(START + 111 * SECOND, datagram(3));
        lab.finish();

        assertThat(outcome(kept)).isEqualTo(Outcome.SUPPRESSED);
        assertThat(outcome(over)).isEqualTo(Outcome.NO_ERROR_SEEN);
    }

    @Test
    void betweenTwoErrorsThatAreFurtherApartNothingIsKnown() {
        lab.bounce(START, datagram(1));
        long unknown = lab.see(START + 61 * SECOND, datagram(2));
        lab.bounce(START + 100 * SECOND, datagram(3));
        lab.finish();

        assertThat(outcome(unknown)).isEqualTo(Outcome.NO_ERROR_SEEN);
    }

    @Test
    void anErrorThatNothingIsMatchedWithClosesNoPort() {
        UdpForge never = Packets.udp4("10.0.0.1", 4009, "10.0.0.2", 53).payload("never captured");
        lab.see(START, Packets.portUnreachable(never));
        long silent = lab.see(START + SECOND, datagram(1));
        lab.finish();

        assertThat(outcome(silent)).isEqualTo(Outcome.NO_ERROR_SEEN);
    }

    @Test
    void anAddressToItselfIsLoopbackWhateverTheAddress() {
        List<UdpForge> sent = List.of(
                Packets.udp4("10.0.0.2", 4000, "10.0.0.2", 53).id(1).payload("v4"),
                Packets.udp6("2001:db8::1", 4000, "2001:db8::1", 53).payload("v6"));
        for (UdpForge each : sent) {
            lab.bounce(START, each);
            long silent = lab.see(START + SECOND, each);

            lab.correlator.expireBefore(START + 400 * SECOND);
            assertThat(outcome(silent)).isEqualTo(Outcome.NO_ERROR_SEEN);
        }
    }

    @ParameterizedTest
    @CsvSource({"lo0, NO_ERROR_SEEN", ", NO_ERROR_SEEN", "utun3, SUPPRESSED"})
    void aBsdLoopbackLimitsNothingATunnelOfTheSameLinkLayerDoes(String name, Outcome expected) {
        Origin origin = new Origin(0, "lab", name, LINKTYPE_NULL, 0, 9);
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        lab.see(START, datagram(1).nullLoopback(order), origin);
        lab.see(START + 1000, Packets.portUnreachable(datagram(1)).nullLoopback(order), origin);
        long silent = lab.see(START + SECOND, datagram(2).nullLoopback(order), origin);
        lab.finish();

        assertThat(outcome(silent)).isEqualTo(expected);
    }
}
