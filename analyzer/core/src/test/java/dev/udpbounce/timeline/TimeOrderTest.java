package dev.udpbounce.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.correlate.Match;
import dev.udpbounce.correlate.OrphanReason;
import dev.udpbounce.correlate.Outcome;
import dev.udpbounce.correlate.Quoted;
import dev.udpbounce.correlate.Reporter;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.decode.Extension;
import dev.udpbounce.decode.IpAddress;
import java.util.List;
import java.util.Set;
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
    void aLargeEventCountsAsSeveral() {
        TimeOrder order = new TimeOrder(10);
        for (int i = 0; i < 8; i++) {
            order.add(errorWithExtension(i, 600));
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

    private static Event errorWithExtension(long timeNs, int octets) {
        IpAddress from = FLOW.destination();
        Quoted quoted = new Quoted(FLOW, 0, 64, 8, 0, 0, false);
        List<Extension> extensions = List.of(new Extension(1, 1, "00".repeat(octets)));
        return new Event.IcmpError(new Bounce(
                ORIGIN,
                1,
                timeNs,
                -1,
                from,
                FLOW.source(),
                3,
                3,
                quoted,
                -1,
                extensions,
                Reporter.DESTINATION,
                Match.ORPHAN,
                Set.of(),
                null,
                0,
                List.of(),
                OrphanReason.UNSEEN,
                0));
    }
}
