// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.BounceRow.Known;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate.Basis;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.ObservedDelivery.By;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the rows count. */
class ScreenModelTest {
    private static final SocketOwner RESOLVER = LiveEvents.process("resolver", 977);
    private static final SocketOwner OTHER = LiveEvents.process("resolver", 978);

    private long nowNs = 1_000_000_000;
    private final ScreenModel model = new ScreenModel(() -> nowNs, () -> 0, 10);
    private final LiveEvents events = new LiveEvents(model);

    private List<RowView> rows() {
        return model.snapshot().rows();
    }

    private RowView row() {
        assertThat(rows()).hasSize(1);
        return rows().get(0);
    }

    @Test
    void aRowIsOfAProcessAndADestination() {
        events.send(53, RESOLVER);
        nowNs++;
        events.send(53, OTHER);
        nowNs++;
        events.send(54, RESOLVER);
        events.send(53, RESOLVER);

        assertThat(rows()).extracting(row -> row.key().port()).containsExactly(53, 53, 54);
        assertThat(rows()).extracting(RowView::sent).containsExactly(2L, 1L, 1L);
        assertThat(model.snapshot().all().sent()).isEqualTo(4);
    }

    /** It is one of several processes at a shared port, or in a container. */
    @Test
    void aRowKeepsAllThatIsKnownOfTheProcess() {
        SocketOwner one = new SocketOwner(-1, -1, "worker", 1000, -1, -1, 4);
        events.send(53, one);

        assertThat(row().key().process()).isEqualTo(one);
    }

    @Test
    void aReplyIsNoDestination() {
        events.send(53, RESOLVER);
        events.reply(53);

        assertThat(row().sent()).isEqualTo(1);
        assertThat(row().key().port()).isEqualTo(53);
    }

    @Test
    void anErrorCountsForTheProcessThatSent() {
        Send send = events.send(53, RESOLVER);
        events.send(53, OTHER);
        events.refuse(send, LiveEvents.fate(Verdict.NEVER_TOLD, Basis.KERNEL));

        RowView row = rows().get(0);
        assertThat(row.bounced()).isEqualTo(1);
        assertThat(row.never()).isEqualTo(new Known(1, 0));
        assertThat(row.delayNs()).isEqualTo(LiveEvents.DELAY_NS);
        assertThat(row.error()).isNotNull();
        assertThat(rows()).extracting(RowView::bounced).containsExactly(1L, 0L);
    }

    @Test
    void aRepeatedErrorDoesNotCount() {
        Send send = events.send(53, RESOLVER);
        events.repeat(send, events.refuse(send, null));

        assertThat(row().bounced()).isEqualTo(1);
    }

    @Test
    void anErrorWithoutADatagramHasARow() {
        events.refuseUnseen(53);

        assertThat(row().sent()).isZero();
        assertThat(row().bounced()).isEqualTo(1);
        assertThat(row().delayNs()).isEqualTo(-1);
    }

    @Test
    void whatIsObservedReplacesWhatWasPredicted() {
        Send send = events.send(53, RESOLVER);
        long error = events.refuse(send, LiveEvents.fate(Verdict.TOLD, Basis.SOCKET));
        assertThat(row().told()).isEqualTo(new Known(0, 1));

        events.deliver(By.CLOSED, error, RESOLVER);
        assertThat(row().told()).isEqualTo(new Known(0, 0));
        assertThat(row().never()).isEqualTo(new Known(1, 0));
        assertThat(model.snapshot().all().never()).isEqualTo(new Known(1, 0));

        events.deliver(By.CLOSED, error, RESOLVER);
        assertThat(row().never()).as("once").isEqualTo(new Known(1, 0));
    }

    @Test
    void theLatestEventsAreKept() {
        for (int i = 0; i < 100; i++) {
            events.send(53, RESOLVER);
        }

        assertThat(row().events()).hasSize(ScreenRow.MOST_EVENTS);
        assertThat(row().events().get(ScreenRow.MOST_EVENTS - 1).timeNs()).isEqualTo(events.timeNs());
    }

    @Test
    void theLeastRecentlyUsedRowMakesRoomThoseWithoutErrorsFirst() {
        events.refuse(events.send(1, RESOLVER), null);
        for (int port = 2; port < 30; port++) {
            events.send(port, RESOLVER);
        }

        assertThat(rows()).hasSize(11).anyMatch(row -> row.key().port() == 1);
        assertThat(rows()).noneMatch(row -> row.key().port() == 5);
        assertThat(model.snapshot().forgotten()).isEqualTo(18);
        assertThat(model.snapshot().all().sent()).isEqualTo(29);
    }

    @Test
    void rowsWithErrorsAreBoundedToo() {
        for (int port = 1; port <= 30; port++) {
            events.refuse(events.send(port, RESOLVER), null);
        }

        assertThat(rows()).hasSize(10);
        assertThat(model.snapshot().all().bounced()).isEqualTo(30);
    }

    @Test
    void aSnapshotDoesNotChange() {
        events.send(53, RESOLVER);
        Snapshot before = model.snapshot();
        List<Event> kept = before.rows().get(0).events();
        events.refuse(events.send(53, RESOLVER), null);

        assertThat(before.rows().get(0).sent()).isEqualTo(1);
        assertThat(before.all().bars().last(5, nowNs)).containsOnly(0);
        assertThat(kept).hasSize(1);
    }

    @Test
    void errorsAreCountedBySecond() {
        events.refuse(events.send(53, RESOLVER), null);
        nowNs += 2_000_000_000L;
        events.refuse(events.send(53, RESOLVER), null);
        events.refuse(events.send(53, RESOLVER), null);
        nowNs += 1_000_000_000L;

        assertThat(row().bars().last(5, nowNs)).containsExactly(0, 1, 0, 2, 0);
        nowNs += 3_600_000_000_000L;
        assertThat(row().bars().last(5, nowNs)).containsOnly(0);
    }
}
