// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Evidence;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cause of an error if the evidence is not plain: long streams, rewritten quotes, captures out of order. */
class CauseTest {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;

    @ParameterizedTest
    @ValueSource(ints = {20, 60, 120})
    void findsTheDatagramOfALongStreamByTheBeginningOfItsPayload(int octets) {
        Lab lab = new Lab();
        int count = 3000;
        for (int i = 0; i < count; i++) {
            lab.see(i * MILLISECOND, numbered(0, i, 172));
        }
        for (int i : new int[] {0, 1700, count - 1}) {
            lab.see(count * MILLISECOND, cut(numbered(0, i, 172), octets));
            assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
            assertThat(Lab.cause(lab.last())).isEqualTo(i + 1L);
            assertThat(lab.last().attribution().evidence()).contains(Evidence.PAYLOAD);
        }
    }

    /** The payloads begin alike; the distinguishing octets are in the quote. */
    @Test
    void findsTheDatagramOfALongStreamOfPayloadsThatBeginAlike() {
        Lab lab = new Lab();
        int count = 3000;
        for (int i = 0; i < count; i++) {
            lab.see(i * MILLISECOND, stream(0, i, 172));
        }
        for (int i : new int[] {0, 1700, count - 1}) {
            lab.see(count * MILLISECOND, cut(stream(0, i, 172), 112));
            assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
            assertThat(Lab.cause(lab.last())).isEqualTo(i + 1L);
        }
    }

    @Test
    void findsTheDatagramOfALongStreamByItsIdWhereTheQuotedPayloadsAreAlike() {
        Lab lab = new Lab();
        int count = 3000;
        for (int i = 0; i < count; i++) {
            lab.see(i * MILLISECOND, stream(1 + i, i, 172));
        }
        for (int i : new int[] {0, 1700, count - 1}) {
            lab.see(count * MILLISECOND, cut(stream(1 + i, i, 172), 20));
            assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
            assertThat(Lab.cause(lab.last())).isEqualTo(i + 1L);
        }
    }

    @Test
    void findsTheDatagramOfALongStreamByItsChecksumWhereNoPayloadIsQuoted() {
        Lab lab = new Lab();
        int count = 3000;
        for (int i = 0; i < count; i++) {
            lab.see(i * MILLISECOND, numbered(0, i, 172));
        }
        lab.see(count * MILLISECOND, cut(numbered(0, count - 1, 172), 0));
        assertThat(lab.last().attribution().evidence()).contains(Evidence.CHECKSUM);
        assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
        assertThat(Lab.cause(lab.last())).isEqualTo(count);
    }

    @Test
    void doesNotCallAbsentWhatWasNotCompared() {
        Lab lab = new Lab();
        int count = 5000;
        for (int i = 0; i < count; i++) {
            lab.see(i * MILLISECOND, stream(0, i, 172));
        }
        lab.see(count * MILLISECOND, cut(stream(0, count + 1, 172), 120));
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.UNCOMPARED);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 300})
    void takesAnOverwrittenPayloadForWhatItIsWhereIdAndChecksumAgree(int waiting) {
        Lab lab = new Lab();
        for (int i = 0; i < waiting; i++) {
            lab.see(i, numbered(100 + i, i, 64));
        }
        lab.see(waiting, zeroed(numbered(101, 1, 64)));
        Bounce bounce = lab.last();
        assertThat(bounce.attribution().match()).isEqualTo(Match.EXACT);
        assertThat(Lab.cause(bounce)).isEqualTo(2);
        assertThat(bounce.attribution().payloadOverwritten()).isTrue();
        assertThat(bounce.attribution().evidence()).doesNotContain(Evidence.PAYLOAD);
    }

    @Test
    void anOverwrittenPayloadUnderAnUnfinishedChecksumProvesNothing() {
        Lab lab = new Lab();
        UdpForge sent = numbered(101, 1, 64).offloadedChecksum();
        lab.see(1, sent);
        lab.see(2, zeroed(sent));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
    }

    @Test
    void aPayloadThatDiffersAndIsNotUniformContradictsAllElse() {
        Lab lab = new Lab();
        lab.see(1, numbered(101, 1, 64));
        byte[] quoted = numbered(101, 1, 64).bytes();
        quoted[40] ^= 1;
        lab.see(2, Packets.icmp4("10.0.0.2", "10.0.0.1", 3, 3).body(quoted));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
    }

    @Test
    void anErrorWaitsForADatagramThatIsCapturedAfterIt() {
        Lab lab = new Lab();
        UdpForge sent = numbered(7, 1, 64);
        lab.see(0, numbered(6, 0, 64));
        lab.see(20 * MILLISECOND, Packets.portUnreachable(sent));
        long late = lab.see(21 * MILLISECOND, sent);
        assertThat(lab.last().attribution().match()).isEqualTo(Match.EXACT);
        assertThat(Lab.cause(lab.last())).isEqualTo(late);
        assertThat(lab.last().precedesCause()).isTrue();
        assertThat(lab.last().hasDelay()).isFalse();
    }

    @Test
    void aDatagramLongAfterTheErrorIsNotItsCause() {
        Lab lab = new Lab();
        UdpForge sent = numbered(7, 1, 64);
        lab.see(0, Packets.portUnreachable(sent));
        lab.see(11 * MILLISECOND, sent);
        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
        assertThat(lab.finish().bounced()).isZero();
    }

    @Test
    void isNotExactWhereALaterTwinFitsAsWell() {
        Lab lab = new Lab();
        UdpForge twin = numbered(0, 1, 64);
        lab.see(0, twin);
        lab.see(100 * MILLISECOND, Packets.portUnreachable(twin));
        lab.see(100 * MILLISECOND + 20_000, twin);
        assertThat(lab.last().attribution().match()).isEqualTo(Match.AMBIGUOUS);
        assertThat(lab.last().attribution().candidateFrames()).containsExactly(1L, 3L);
    }

    @Test
    void isNoRepetitionWhereALaterTwinHasNoErrorYet() {
        Lab lab = new Lab();
        UdpForge twin = numbered(0, 1, 64);
        lab.bounce(0, twin);
        lab.see(100 * MILLISECOND, Packets.portUnreachable(twin));
        long late = lab.see(100 * MILLISECOND + 20_000, twin);
        assertThat(lab.last().attribution().duplicateOf()).isZero();
        assertThat(Lab.cause(lab.last())).isEqualTo(late);
        assertThat(lab.finish().bounced()).isEqualTo(2);
    }

    @Test
    void anErrorThatWaitsIsAnsweredAtTheEnd() {
        Lab lab = new Lab();
        lab.see(0, Packets.portUnreachable(numbered(7, 1, 64)));
        lab.correlator.finish();
        assertThat(lab.last().attribution().match()).isEqualTo(Match.ORPHAN);
    }

    /** Like a live capture, which reports every datagram before its error. */
    @Test
    void anErrorWaitsWhereDatagramsAreReportedAtOnceToo() {
        Lab live = new Lab(60 * SECOND, Lab.MEMORY, Follow.AT_ONCE);
        UdpForge sent = numbered(7, 1, 64);
        live.see(SECOND, Packets.portUnreachable(sent));
        long late = live.see(SECOND + MILLISECOND, sent);
        live.correlator.settleBefore(SECOND + 10 * MILLISECOND);
        assertThat(live.answered()).isEmpty();
        live.correlator.settleBefore(SECOND + 10 * MILLISECOND + 1);
        assertThat(live.answered()).hasSize(1);
        assertThat(Lab.cause(live.last())).isEqualTo(late);
        assertThat(live.verdicts).extracting(Lab.Verdict::outcome).containsExactly(Outcome.PENDING);
    }

    @Test
    void anErrorDoesNotWaitForATimeThatTheClockHasLeft() {
        Lab live = new Lab(60 * SECOND, Lab.MEMORY, Follow.AT_ONCE);
        live.see(3600 * SECOND, Packets.portUnreachable(numbered(7, 1, 64)));
        assertThat(live.answered()).isEmpty();
        live.bounce(SECOND, numbered(8, 2, 64));
        assertThat(live.answered()).hasSize(2);
    }

    @Test
    void aFlowLabelThatDiffersSpeaksAgainstADatagram() {
        Lab lab = new Lab();
        UdpForge sent =
                Packets.udp6("fd00::1", 5000, "fd00::2", 53).flowLabel(0x12345).payload("0123456789abcdef");
        UdpForge quoted =
                Packets.udp6("fd00::1", 5000, "fd00::2", 53).flowLabel(0x54321).payload("0123456789abcdef");
        lab.see(0, sent);
        lab.see(10_000, Packets.portUnreachable(quoted));
        assertThat(lab.last().attribution().match()).isEqualTo(Match.TUPLE);
    }

    @Test
    void whatPrecedesTheCaptureIsSaidOnlyOfAFlowThatWasNotSeen() {
        Lab lab = new Lab();
        lab.see(0, Packets.portUnreachable(numbered(7, 1, 64)));
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.BEFORE_CAPTURE);
        Lab seen = new Lab();
        seen.see(0, numbered(6, 0, 48));
        seen.see(1, Packets.portUnreachable(numbered(7, 1, 64)));
        assertThat(seen.last().attribution().orphanReason()).isEqualTo(OrphanReason.UNSEEN);
    }

    @Test
    void aNeighbourThatDoesNotAnswerIsNoFirewall() {
        Lab lab = new Lab();
        lab.see(0, Packets.icmp4("10.0.0.1", "10.0.0.1", 3, 1).quote(numbered(7, 1, 64)));
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.LOCAL_UNREACHABLE);
        lab.see(1, Packets.icmp4("10.0.0.1", "10.0.0.1", 3, 13).quote(numbered(7, 1, 64)));
        assertThat(lab.last().attribution().orphanReason()).isEqualTo(OrphanReason.LOCAL_REJECT);
    }

    /** A datagram whose payload begins with its number. */
    private static UdpForge numbered(int id, int number, int size) {
        byte[] payload = ByteBuffer.allocate(size).putInt(number + 1).array();
        return Packets.udp4("10.0.0.1", 5000, "10.0.0.2", 5004).id(id).payload(payload);
    }

    /** A datagram whose payload has its number after 60 octets that are the same in all. */
    private static UdpForge stream(int id, int number, int size) {
        byte[] payload = ByteBuffer.allocate(size).putInt(60, number + 1).array();
        return Packets.udp4("10.0.0.1", 5000, "10.0.0.2", 5004).id(id).payload(payload);
    }

    private static IcmpForge cut(UdpForge cause, int payloadOctets) {
        return Packets.icmp4("10.0.0.2", "10.0.0.1", 3, 3).quote(cause, 28 + payloadOctets);
    }

    private static IcmpForge zeroed(UdpForge cause) {
        byte[] quoted = cause.bytes();
        Arrays.fill(quoted, 28, quoted.length, (byte) 0);
        return Packets.icmp4("10.0.0.9", "10.0.0.1", 11, 0).body(quoted);
    }
}
