// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.focus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.ProcessDetails;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.Summary.LeftOut;
import dev.udpbounce.event.Summary.Shown;
import dev.udpbounce.focus.Focus.Telling;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.render.SampleBounce;
import dev.udpbounce.render.Samples;
import dev.udpbounce.timeline.RecordingSink;
import dev.udpbounce.timeline.Timeline;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FocusedEventsTest {
    private static final IcmpCode REFUSED = IcmpTable.of(4, 3, 3);
    private static final SocketOwner PYTHON = new SocketOwner(4711, 4711, "python3", 0, 1, 3);
    private static final SocketOwner NAMED = new SocketOwner(12, 12, "resolver-with-a", 0, 2, 3);

    private final RecordingSink shown = new RecordingSink(false);
    private final List<Event> everything = new ArrayList<>();

    private FocusedEvents focusedOn(Focus focus) {
        EventSink all = new EventSink() {
            @Override
            public boolean wantsOrder() {
                return false;
            }

            @Override
            public boolean wantsEverything() {
                return true;
            }

            @Override
            public void event(Event event) {
                everything.add(event);
            }
        };
        FocusedEvents events = new FocusedEvents(focus, new Timeline(List.of(shown, all), 1 << 20), true);
        events.begin(Samples.FIRST_NS);
        return events;
    }

    private static Focus on(Set<IcmpCode> errors, Set<Telling> tellings, Set<Match> matches) {
        return new Focus(errors, tellings, matches, List.of(), null, null, ZoneOffset.UTC);
    }

    private static Focus onProcess(String... names) {
        return new Focus(Set.of(), Set.of(), Set.of(), List.of(names), null, null, ZoneOffset.UTC);
    }

    private static Focus onTime(@Nullable String from, @Nullable String to) {
        return new Focus(
                Set.of(),
                Set.of(),
                Set.of(),
                List.of(),
                from == null ? null : TimeBound.parse(from),
                to == null ? null : TimeBound.parse(to),
                ZoneOffset.UTC);
    }

    private static Event.UdpSend pending(Send send, @Nullable SocketOwner owner) {
        return new Event.UdpSend(send, Outcome.PENDING, 0, 0, owner);
    }

    private static Event.IcmpError error(SampleBounce bounce, @Nullable Fate fate) {
        return new Event.IcmpError(bounce.build(), fate);
    }

    private static SampleBounce bounceOf(Send send) {
        return new SampleBounce().cause(send).at(Samples.FILE, send.frame() + 1, send.timeNs() + 1000);
    }

    private static Fate fate(Verdict verdict, @Nullable SocketOwner owner) {
        return new Fate(verdict, Fate.Basis.SOCKET, owner, null, List.of(), -1);
    }

    @Test
    void withoutAFocusEverythingIsShownAndNothingCounted() {
        FocusedEvents events = focusedOn(Focus.ALL);
        Samples.experiment().forEach(events::add);

        assertThat(shown.events).isEqualTo(Samples.experiment());
        assertThat(events.shown()).isEqualTo(Shown.ALL);
    }

    @Test
    void anErrorOfAWantedClassIsShownAfterItsDatagramAndOthersAreLeftOutWithTheirs() {
        Send first = Samples.sendLater(1, 0);
        Send second = Samples.sendLater(3, 10);
        Event.UdpSend secondSend = pending(second, null);
        Event.IcmpError refused = error(bounceOf(second), null);
        FocusedEvents events = focusedOn(on(Set.of(REFUSED), Set.of(), Set.of()));

        events.add(pending(first, null));
        events.add(secondSend);
        events.add(error(bounceOf(first).error(3, 13), null));
        events.add(refused);

        assertThat(shown.events).containsExactly(secondSend, refused);
        assertThat(everything).hasSize(4);
        assertThat(events.shown()).isEqualTo(new Shown(1, 0, 0, 0, new LeftOut(1, 1, 0, 0, 0)));
    }

    @Test
    void aDatagramThatBecomesKnownAfterItsErrorIsShownToo() {
        Send send = Samples.sendLater(1, 0);
        FocusedEvents events = focusedOn(on(Set.of(REFUSED), Set.of(), Set.of()));

        events.add(error(bounceOf(send), null));
        events.add(pending(send, null));

        assertThat(shown.events).hasSize(2);
        assertThat(events.shown().leftOut()).isEqualTo(new LeftOut(0, 0, 0, 0, 0));
    }

    @Test
    void conditionsOfOneKindAreAlternativesAndOfSeveralKindsMustAllHold() {
        Focus focus = on(Set.of(REFUSED), Set.of(), Set.of(Match.ORPHAN, Match.TUPLE));
        FocusedEvents events = focusedOn(focus);

        Event.IcmpError orphan = error(new SampleBounce().orphan(OrphanReason.UNSEEN), null);
        Event.IcmpError tuple = error(new SampleBounce().tuple(), null);
        events.add(orphan);
        events.add(tuple);
        events.add(error(new SampleBounce(), null));
        events.add(error(new SampleBounce().orphan(OrphanReason.UNSEEN).error(11, 0), null));

        assertThat(shown.events).containsExactly(orphan, tuple);
    }

    @Test
    void anErrorWhoseVerdictIsUnknownIsNeitherToldNorUntold() {
        Event.IcmpError told = error(new SampleBounce(), fate(Verdict.TOLD, PYTHON));
        Event.IcmpError gone = error(new SampleBounce(), fate(Verdict.NO_SOCKET, null));
        Event.IcmpError unknown = error(new SampleBounce(), fate(Verdict.UNKNOWN, null));
        Event.IcmpError plain = error(new SampleBounce(), null);
        FocusedEvents untold = focusedOn(on(Set.of(), Set.of(Telling.UNTOLD), Set.of()));
        List.of(told, gone, unknown, plain).forEach(untold::add);

        assertThat(shown.events).containsExactly(gone);
        assertThat(untold.shown().untold()).isOne();
        shown.events.clear();
        FocusedEvents both = focusedOn(on(Set.of(), Set.of(Telling.TOLD, Telling.UNTOLD), Set.of()));
        List.of(told, gone, unknown, plain).forEach(both::add);
        assertThat(shown.events).containsExactly(told, gone);
    }

    @Test
    void aProcessIsKnownByItsNumberOrItsNameAsFarAsTheKernelKeepsIt() {
        assertThat(onProcess("4711").takesProcess(PYTHON)).isTrue();
        assertThat(onProcess("x", "python3").takesProcess(PYTHON)).isTrue();
        assertThat(onProcess("python").takesProcess(PYTHON)).isFalse();
        assertThat(onProcess("resolver-with-a-long-name").takesProcess(NAMED)).isTrue();
        assertThat(onProcess("").takesProcess(new SocketOwner(-1, -1, "", 0, 0, 0)))
                .isFalse();
        assertThat(onProcess("-1").takesProcess(new SocketOwner(-1, -1, "", 0, 0, 0)))
                .isFalse();
        assertThat(onProcess("python3").takesProcess(null)).isFalse();
    }

    @Test
    void anErrorAtNoSocketBelongsToTheProcessThatSentItsDatagram() {
        Send send = Samples.sendLater(1, 0);
        FocusedEvents events = focusedOn(onProcess("python3"));

        events.add(pending(send, PYTHON));
        events.add(pending(Samples.sendLater(3, 5), NAMED));
        events.add(error(bounceOf(send), fate(Verdict.NO_SOCKET, null)));
        events.add(error(bounceOf(Samples.sendLater(3, 5)), fate(Verdict.TOLD, NAMED)));

        assertThat(shown.events).hasSize(2);
        assertThat(events.shown().leftOut()).isEqualTo(new LeftOut(1, 1, 0, 0, 0));
    }

    @Test
    void onlyEventsOfThePeriodAreShownButTheDatagramOfAShownErrorAlways() {
        Send before = Samples.sendLater(1, 0);
        Send within = Samples.sendLater(3, 5000);
        FocusedEvents events = focusedOn(onTime("01:39:58.454347", "01:39:58.459346"));

        events.add(pending(before, null));
        events.add(pending(within, null));
        events.add(pending(Samples.sendLater(4, 5001), null));
        Event.IcmpError error = error(bounceOf(before), null);
        events.add(error);

        assertThat(shown.events).containsExactly(pending(within, null), pending(before, null), error);
        assertThat(events.shown().leftOut()).isEqualTo(new LeftOut(1, 0, 0, 0, 0));
    }

    private static Event.Delivery delivery(ObservedDelivery.By by, long frame, boolean stale, SocketOwner process) {
        return new Event.Delivery(new ObservedDelivery(
                Samples.FIRST_NS,
                by,
                111,
                new ObservedDelivery.Errors(frame, 1, List.of(), 10),
                stale,
                new SocketCall.Endpoint(Samples.LOOPBACK, 45117),
                new SocketCall.Endpoint(Samples.LOOPBACK, 1060),
                process,
                ProcessDetails.NONE));
    }

    @Test
    void deliveriesAreShownOrCountedAndTheShownOnesLookedAt() {
        FocusedEvents events = focusedOn(onProcess("python3"));
        Event.Delivery lost = delivery(ObservedDelivery.By.SEND, 2, false, PYTHON);
        Event.Delivery stale = delivery(ObservedDelivery.By.RECEIVE, 4, true, PYTHON);

        events.add(lost);
        events.add(stale);
        events.add(delivery(ObservedDelivery.By.SEND, 6, true, NAMED));
        events.add(delivery(ObservedDelivery.By.CLOSED, 8, false, NAMED));

        assertThat(shown.events).containsExactly(lost, stale);
        assertThat(events.shown()).isEqualTo(new Shown(0, 0, 1, 1, new LeftOut(0, 0, 0, 0, 2)));
    }

    @Test
    void aPeriodAcrossMidnightEndsOnTheNextDay() {
        FocusedEvents events = focusedOn(onTime("01:30", "00:10"));
        Send nextDay = Samples.sendLater(1, 22L * 3600 * 1_000_000);

        events.add(pending(nextDay, null));
        events.add(pending(Samples.sendLater(2, 23L * 3600 * 1_000_000), null));

        assertThat(shown.events).containsExactly(pending(nextDay, null));
    }

    @Test
    void aFlowIsShownIfOneOfItsEventsIs() {
        FocusedEvents none = focusedOn(on(Set.of(REFUSED), Set.of(), Set.of()));
        none.add(new Event.FlowSummary(Samples.flowRecord()));
        assertThat(none.shown().leftOut()).isEqualTo(new LeftOut(0, 0, 0, 1, 0));

        FocusedEvents one = focusedOn(on(Set.of(REFUSED), Set.of(), Set.of()));
        one.add(error(new SampleBounce(), null));
        one.add(new Event.FlowSummary(Samples.flowRecord()));
        one.add(Samples.capture(Samples.report("one.pcap")));
        assertThat(one.shown().leftOut()).isEqualTo(new LeftOut(0, 0, 0, 0, 0));
        assertThat(shown.events).hasSize(3);
    }
}
