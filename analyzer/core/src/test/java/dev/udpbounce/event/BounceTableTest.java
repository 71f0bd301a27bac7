// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.BounceRow.Known;
import dev.udpbounce.event.BounceRow.Order;
import dev.udpbounce.event.Fate.Basis;
import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.render.SampleBounce;
import dev.udpbounce.render.Samples;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BounceTableTest {
    private static final IcmpCode REFUSED = IcmpTable.of(4, 3, 3);
    private static final IcmpCode PROHIBITED = IcmpTable.of(4, 3, 10);
    private static final SocketOwner SENDER = new SocketOwner(4711, 4712, "python3", 1000, 98765, 3);
    private static final SocketOwner PROCESS = new SocketOwner(4711, -1, "python3", 1000, -1, -1);

    private final BounceTable live = new BounceTable(true);

    private static Event.UdpSend sent(long frame, @Nullable SocketOwner owner) {
        return new Event.UdpSend(Samples.sendLater(frame, frame), Outcome.PENDING, 0, 0, owner);
    }

    private static SampleBounce bounceOf(long frame) {
        return new SampleBounce().cause(Samples.sendLater(frame, frame)).at(Samples.LIVE, frame + 1, Samples.FIRST_NS);
    }

    private static Event.IcmpError error(SampleBounce bounce, Verdict verdict, Basis basis, @Nullable Story story) {
        return new Event.IcmpError(bounce.build(), new Fate(verdict, basis, null, story, List.of(), -1));
    }

    private BounceRow row(int index) {
        return live.sums(List.of()).rows().get(index);
    }

    @Test
    void twoProhibitedDoNotDrownAmongManyRefusals() {
        for (long frame = 1; frame < 2000; frame += 2) {
            live.sent(sent(frame, SENDER));
            SampleBounce bounce = frame == 501 || frame == 901 ? bounceOf(frame).error(3, 10) : bounceOf(frame);
            live.add(error(bounce, Verdict.TOLD, Basis.SOCKET, null));
        }

        assertThat(live.sums(List.of()).rows())
                .containsExactly(
                        new BounceRow(
                                PROCESS,
                                Samples.LOOPBACK,
                                1060,
                                REFUSED,
                                1000,
                                998,
                                0,
                                new Known(0, 998),
                                new Known(0, 0),
                                0,
                                0,
                                OptionalLong.of(Samples.FIRST_NS + 1000)),
                        new BounceRow(
                                PROCESS,
                                Samples.LOOPBACK,
                                1060,
                                PROHIBITED,
                                1000,
                                2,
                                0,
                                new Known(0, 2),
                                new Known(0, 0),
                                0,
                                0,
                                OptionalLong.of(Samples.FIRST_NS + 501_000)));
    }

    @Test
    void observedAndPredictedVerdictsAreCountedApart() {
        live.add(error(bounceOf(1), Verdict.TOLD, Basis.CALLS, Story.TOLD));
        live.add(error(bounceOf(3), Verdict.TOLD, Basis.CALLS, Story.COALESCED));
        live.add(error(bounceOf(5), Verdict.NEVER_TOLD, Basis.CALLS, Story.DIED_WITH_SOCKET));
        live.add(error(bounceOf(7), Verdict.NO_SOCKET, Basis.SOCKET, null));
        live.add(error(bounceOf(9), Verdict.UNKNOWN, Basis.SOCKET, null));

        assertThat(row(0).told()).isEqualTo(new Known(2, 0));
        assertThat(row(0).untold()).isEqualTo(new Known(1, 1));
        assertThat(row(0).unknown()).isOne();
        assertThat(row(0).bounced()).isEqualTo(5);
    }

    private static Event delivery(ObservedDelivery.By by, long frame, Long... coalescedWith) {
        return new Event.Delivery(new ObservedDelivery(
                Samples.FIRST_NS,
                by,
                111,
                new ObservedDelivery.Errors(frame, 1 + coalescedWith.length, List.of(coalescedWith), 10),
                false,
                new SocketCall.Endpoint(Samples.LOOPBACK, 45117),
                new SocketCall.Endpoint(Samples.LOOPBACK, 1060),
                SENDER,
                ProcessDetails.NONE));
    }

    @Test
    void aDeliveryReplacesWhatWasPredictedOfItsErrors() {
        live.add(error(bounceOf(1), Verdict.TOLD, Basis.SOCKET, null));
        live.add(error(bounceOf(3), Verdict.TOLD, Basis.SOCKET, null));
        live.add(error(bounceOf(5), Verdict.TOLD, Basis.SOCKET, null));
        live.add(error(bounceOf(7), Verdict.UNKNOWN, Basis.SOCKET, null));
        live.add(delivery(ObservedDelivery.By.SEND, 4, 2L));
        live.add(delivery(ObservedDelivery.By.CLOSED, 8));
        live.add(delivery(ObservedDelivery.By.RECEIVE, 8));
        live.add(delivery(ObservedDelivery.By.RECEIVE, 0));

        assertThat(row(0).told()).isEqualTo(new Known(2, 1));
        assertThat(row(0).untold()).isEqualTo(new Known(1, 0));
        assertThat(row(0).unknown()).isZero();
        assertThat(row(0).lostSends()).isOne();
        assertThat(row(0).bounced()).isEqualTo(4);
    }

    @Test
    void anErrorThatTheKernelHasSetIsToldOnlyWhenACallReturnsIt() {
        live.add(error(bounceOf(1), Verdict.TOLD, Basis.KERNEL, null));
        live.add(error(bounceOf(3), Verdict.TOLD, Basis.KERNEL, null));
        live.add(error(bounceOf(5), Verdict.NEVER_TOLD, Basis.KERNEL, null));
        live.add(delivery(ObservedDelivery.By.CLOSED, 2));
        live.add(delivery(ObservedDelivery.By.NOBODY, 6));

        assertThat(row(0).told()).isEqualTo(new Known(0, 1));
        assertThat(row(0).untold()).isEqualTo(new Known(2, 0));
    }

    @Test
    void repetitionsAreNotCountedAndOrphansHaveARowByTheirQuotedDestination() {
        live.add(new Event.IcmpError(bounceOf(1).duplicateOf(1).build()));
        live.add(new Event.IcmpError(new SampleBounce()
                .orphan(OrphanReason.UNSEEN)
                .quoting(Samples.FAR_FLOW)
                .build()));

        assertThat(live.sums(List.of()).rows()).hasSize(1);
        assertThat(row(0).address()).isEqualTo(Samples.FAR_FLOW.destination());
        assertThat(row(0).orphans()).isOne();
        assertThat(row(0).bounced()).isZero();
        assertThat(row(0).knowsSockets()).isFalse();
    }

    @Test
    void fromFilesTheDatagramsAreThoseOfTheDestination() {
        BounceTable files = new BounceTable(false);
        files.sent(sent(1, null));
        files.add(new Event.IcmpError(new SampleBounce().build()));
        DestinationRecord to =
                Samples.destination(Samples.LOOPBACK, 1060, new DestinationRecord.Sends(9, 1, 8, 0), 3, 3);

        assertThat(files.sums(List.of(to)).rows().get(0).sent()).isEqualTo(9);
        assertThat(files.sums(List.of()).rows().get(0).sent()).isEqualTo(-1);
    }

    @Test
    void theRowsAreBoundedAndOrphansBeginHalfOfThemAtMost() {
        for (int port = 1; port <= 5000; port++) {
            Flow flow = new Flow(Samples.LOOPBACK, 45117, Samples.LOOPBACK, port);
            live.add(new Event.IcmpError(
                    new SampleBounce().orphan(OrphanReason.UNSEEN).quoting(flow).build()));
        }
        assertThat(live.sums(List.of()).rows()).hasSize(2048);
        assertThat(live.sums(List.of()).elsewhere()).isEqualTo(5000 - 2048);

        live.add(new Event.IcmpError(bounceOf(1).quoting(Samples.FAR_FLOW).build()));
        assertThat(row(0).address()).isEqualTo(Samples.FAR_FLOW.destination());
    }

    @Test
    void rowsAreOrderedAndCutAsTheUserWants() {
        live.add(error(bounceOf(11), Verdict.TOLD, Basis.SOCKET, null));
        live.add(error(bounceOf(13), Verdict.TOLD, Basis.SOCKET, null));
        live.add(error(bounceOf(1).quoting(Samples.FAR_FLOW), Verdict.TOLD, Basis.SOCKET, null));
        live.add(error(bounceOf(5).error(3, 10), Verdict.NEVER_TOLD, Basis.SOCKET, null));
        BounceTable.Sums sums = live.sums(List.of());

        assertThat(sums.ordered(Order.BOUNCED, 9).rows().get(0).bounced()).isEqualTo(2);
        assertThat(sums.ordered(Order.UNTOLD, 9).rows().get(0).error()).isEqualTo(PROHIBITED);
        assertThat(sums.ordered(Order.FIRST, 1).rows().get(0).address()).isEqualTo(Samples.FAR_FLOW.destination());
        assertThat(sums.ordered(Order.FIRST, 1).more()).isEqualTo(2);
    }
}
