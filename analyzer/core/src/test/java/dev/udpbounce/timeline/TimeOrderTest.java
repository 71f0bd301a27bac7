// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Extension;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.BounceRecord.Attribution;
import dev.udpbounce.event.BounceRecord.Icmp;
import dev.udpbounce.event.BounceRecord.Sighting;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Quoted;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimeOrderTest {
    private static final Origin ORIGIN = new Origin(0, "f", null, 1, 0, 6);
    private static final Flow FLOW = new Flow(new IpAddress(4, 0, 1), 1, new IpAddress(4, 0, 2), 2);

    private static Event at(long timeNs) {
        return at(timeNs, null);
    }

    private static Event at(long timeNs, @Nullable String comment) {
        Send send = new Send(ORIGIN, timeNs, timeNs, FLOW, 0, 0, 64, false, -1, 0, comment);
        return new Event.UdpSend(send, Outcome.BOUNCED, 1, 0);
    }

    private static List<Long> times(List<Event> events) {
        return events.stream().map(Event::timeNs).toList();
    }

    @Test
    void holdsBackWhatAnEarlierEventMayOvertake() {
        TimeOrder order = new TimeOrder(100);
        order.add(at(30));
        order.add(at(10));
        order.add(at(20));

        assertThat(times(order.takeBefore(20))).containsExactly(10L);
        order.add(at(15));
        assertThat(times(order.takeBefore(31))).containsExactly(15L, 20L, 30L);
        assertThat(order.late()).isZero();
    }

    @Test
    void handsOutTheEarliestWhenTooManyWaitAndCountsWhatComesLate() {
        TimeOrder order = new TimeOrder(2);
        order.add(at(30));
        order.add(at(10));
        order.add(at(20));

        assertThat(times(order.takeBefore(0))).containsExactly(10L);
        order.add(at(5));
        assertThat(times(order.takeBefore(0))).containsExactly(5L);
        assertThat(order.late()).isEqualTo(1);
    }

    @Test
    void handsOutAllAtTheEndWhateverTheirTime() {
        TimeOrder order = new TimeOrder(100);
        order.add(at(Long.MAX_VALUE));
        order.add(at(Long.MIN_VALUE));

        assertThat(times(order.takeAll())).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    @Test
    void aLargeEventCountsAsSeveral() {
        TimeOrder order = new TimeOrder(10);
        for (int i = 0; i < 8; i++) {
            order.add(errorWithExtension(i, 1200));
        }

        assertThat(order.takeBefore(0)).hasSize(5);
        assertThat(order.takeBefore(8)).hasSize(3);
        for (int i = 0; i < 10; i++) {
            order.add(at(i));
        }
        assertThat(order.takeBefore(0)).isEmpty();
    }

    @Test
    void anEventWithALongCommentCountsAsSeveral() {
        TimeOrder order = new TimeOrder(10);
        for (int i = 0; i < 8; i++) {
            order.add(at(i, "x".repeat(600)));
        }

        assertThat(order.takeBefore(0)).hasSize(3);
        assertThat(order.takeBefore(8)).hasSize(5);
    }

    @Test
    void anErrorThatSharesItsErrnoWithManyCountsAsSeveral() {
        TimeOrder order = new TimeOrder(10);
        List<Long> frames = LongStream.range(0, 100).boxed().toList();
        for (int i = 0; i < 4; i++) {
            Event.IcmpError error = (Event.IcmpError) errorWithExtension(i, 0);
            Fate fate = new Fate(Fate.Verdict.TOLD, Fate.Basis.CALLS, null, Fate.Story.TOLD, frames, 1);
            order.add(new Event.IcmpError(error.bounce(), fate));
        }

        assertThat(order.takeBefore(0)).hasSize(2);
        assertThat(order.takeBefore(8)).hasSize(2);
    }

    private static Event errorWithExtension(long timeNs, int octets) {
        IpAddress from = FLOW.destination();
        Quoted quoted = new Quoted(FLOW, 0, 64, 8, 0, 0, false);
        List<Extension> extensions = List.of(new Extension(1, 1, new byte[octets]));
        return new Event.IcmpError(new BounceRecord(
                Sighting.plain(ORIGIN, 1, timeNs),
                new Icmp(from, FLOW.source(), 3, 3, -1, extensions, Reporter.DESTINATION),
                quoted,
                Attribution.orphan(OrphanReason.UNSEEN)));
    }
}
