// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.Quoted;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import dev.udpbounce.kernel.observe.KernelReport.QueueEntry;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which report is about a captured error. Times are nanoseconds after its capture. */
class UnseenErrorsTest {
    private static final long OWN = 1;
    private static final int REFUSED = 111;
    private static final long MS = 1_000_000;
    private static final long FIRST_NS = 1_500_000_000_000_000_000L;
    private static final IpAddress LOOPBACK = new IpAddress(4, 0, 0x7f000001L);
    private static final IpAddress ROUTER = new IpAddress(4, 0, 0xc0000201L);
    private static final Flow FLOW = new Flow(LOOPBACK, 45117, LOOPBACK, 1060);
    private static final IpAddress ANY = new IpAddress(4, 0, 0);

    private final UnseenErrors errors = new UnseenErrors(3);
    private final Bounce bounce = bounce();

    private static Bounce bounce() {
        Origin lo = new Origin(0, null, "lo", 1, 0, 9);
        Send cause = new Send(lo, 1, FIRST_NS, FLOW, 3, -1, 64, false, -1);
        return new BounceRecord(
                BounceRecord.Sighting.plain(lo, 2, FIRST_NS + 13_000),
                BounceRecord.Icmp.plain(LOOPBACK, LOOPBACK, 3, 3, Reporter.DESTINATION),
                new Quoted(FLOW, -1, 64, 11, 0, 3, false),
                BounceRecord.Attribution.to(cause, Match.TUPLE, Set.of()));
    }

    private static ReportedError error(
            long afterNs, long network, IpAddress local, IpAddress peer, int peerPort, @Nullable QueueEntry entry) {
        KernelReport.Socket socket = new KernelReport.Socket(
                7, 7, network, SocketConstants.AF_INET, peerPort != 0, local, FLOW.sourcePort(), peer, peerPort);
        return new ReportedError(socket, REFUSED, FIRST_NS + afterNs, entry);
    }

    private static ReportedError connected(long afterNs) {
        return error(afterNs, OWN, FLOW.source(), FLOW.destination(), FLOW.destinationPort(), null);
    }

    private @Nullable ReportedError take() {
        long timeNs = bounce.sighting().timeNs();
        return errors.take(bounce, timeNs - 10 * MS, timeNs + 100 * MS, OWN);
    }

    private static long captured() {
        return bounce().sighting().timeNs() - FIRST_NS;
    }

    @Test
    void theFirstReportAfterTheCaptureIsTaken() {
        ReportedError earlier = connected(captured() - MS);
        ReportedError its = connected(captured() + 4_000);
        errors.add(earlier);
        errors.add(its);
        errors.add(connected(captured() + MS));

        assertThat(take()).isSameAs(its);
    }

    @Test
    void withoutOneAfterItTheLastBeforeItIsTaken() {
        ReportedError last = connected(captured() - MS);
        errors.add(connected(captured() - 2 * MS));
        errors.add(last);

        assertThat(take()).isSameAs(last);
        assertThat(take()).isNotNull();
        assertThat(take()).isNull();
    }

    @Test
    void aReportThatIsFarAwayInTimeIsOfAnotherError() {
        errors.add(connected(captured() - 11 * MS));
        errors.add(connected(captured() + 101 * MS));

        assertThat(take()).isNull();
        assertThat(errors.hasSince(bounce, bounce.sighting().timeNs())).isTrue();
        assertThat(errors.hasSince(bounce, bounce.sighting().timeNs() + 102 * MS))
                .isFalse();
    }

    @Test
    void aSocketWithAnotherPeerOrAddressIsNotMeant() {
        errors.add(error(captured(), OWN, FLOW.source(), FLOW.destination(), 9, null));
        errors.add(error(captured(), OWN, ROUTER, FLOW.destination(), FLOW.destinationPort(), null));

        assertThat(take()).isNull();
    }

    @Test
    void onLoopbackASocketOfAnotherNamespaceIsNotMeant() {
        errors.add(error(captured(), 2, FLOW.source(), FLOW.destination(), FLOW.destinationPort(), null));

        assertThat(take()).isNull();
    }

    @Test
    void anEntryOfTheErrorQueueTellsWhichErrorItIs() {
        QueueEntry other = new QueueEntry(1, REFUSED, 2, 3, 3, FLOW.destination(), 9);
        QueueEntry its = new QueueEntry(2, REFUSED, 2, 3, 3, FLOW.destination(), FLOW.destinationPort());
        ReportedError wanted = error(captured() + MS, OWN, ANY, ANY, 0, its);
        errors.add(error(captured(), OWN, ANY, ANY, 0, other));
        errors.add(wanted);

        assertThat(take()).isSameAs(wanted);
    }

    @Test
    void onlyErrorsThatWereNotCapturedTakeRoom() {
        assertThat(errors.add(connected(0))).isTrue();
        assertThat(errors.add(connected(captured()))).isTrue();
        assertThat(errors.add(connected(captured() + MS))).isTrue();
        assertThat(errors.add(connected(captured() + MS))).isFalse();
        assertThat(take()).isNotNull();
        assertThat(errors.add(connected(captured() + MS))).isTrue();
    }

    @Test
    void theLatestErrorThatIsGivenUpIsNamed() {
        errors.add(connected(-30 * MS));
        errors.add(connected(-29 * MS));
        errors.add(connected(captured()));
        assertThat(take()).isNotNull();

        assertThat(errors.forgetBefore(FIRST_NS - 29 * MS)).isEqualTo(FIRST_NS - 30 * MS);
        assertThat(errors.forgetBefore(FIRST_NS + 1000 * MS)).isEqualTo(FIRST_NS - 29 * MS);
        assertThat(errors.forgetBefore(FIRST_NS + 1000 * MS)).isEqualTo(Long.MIN_VALUE);
        assertThat(errors.isEmpty()).isTrue();
    }
}
