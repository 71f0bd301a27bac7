// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Summary;
import dev.udpbounce.event.Unsent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sums of a timeline. */
final class SummaryFields {
    final Field object;
    private final Field packets;
    private final Field udpSends;
    private final Field sightings;
    private final Field fragments;
    private final Field icmpErrors;
    private final Field icmpErrorsOther;
    private final List<Field> matches;
    private final Field duplicates;
    private final Field filtered;
    private final Field filteredSends;
    private final Field expired;
    private final Field evicted;
    private final Field outcomes;
    private final Field verdicts;
    private final Field deliveries;
    private final Field staleDeliveries;
    private final Field malformed;
    private final Field dropped;
    private final Field late;
    private final Field elsewhere;
    private final Field countsForgotten;
    private final Field commentsForgotten;
    private final Field unsent;
    private final Field unseenSockets;
    private final Field socketsForgotten;
    private final Field callsForgotten;
    private final Field fragmentedForgotten;
    private final Field leftOut;
    private final Field leftOutSends;
    private final Field leftOutErrors;
    private final Field leftOutCalls;
    private final Field leftOutFlows;
    private final Field leftOutDeliveries;
    private final BounceRowFields bounces;
    private final Field bytes;
    private final Field elapsed;
    private final Field untimed;

    SummaryFields(Field root) {
        object = root.object("summary");
        packets = object.number("packets");
        udpSends = object.number("udp_sends");
        sightings = object.number("sightings");
        fragments = object.number("fragments");
        icmpErrors = object.number("icmp_errors");
        icmpErrorsOther = object.number("icmp_errors_other");
        matches = object.numbers(Match.class);
        duplicates = object.number("duplicates");
        filtered = object.number("filtered");
        filteredSends = object.number("filtered_sends");
        expired = object.number("expired");
        evicted = object.number("evicted");
        outcomes = object.numbers("outcomes", Outcome.class);
        verdicts = object.numbers("verdicts", Fate.Verdict.class);
        deliveries = object.numbers("deliveries", ObservedDelivery.By.class);
        staleDeliveries = object.number("stale_deliveries");
        malformed = object.counts("malformed");
        dropped = object.number("dropped");
        late = object.number("late");
        elsewhere = object.number("elsewhere");
        countsForgotten = object.number("destination_counts_forgotten");
        commentsForgotten = object.number("comments_forgotten");
        unsent = object.numbers("unsent", Unsent.Why.class);
        unseenSockets = object.number("unseen_sockets");
        socketsForgotten = object.number("sockets_forgotten");
        callsForgotten = object.number("calls_forgotten");
        fragmentedForgotten = object.number("fragmented_forgotten");
        leftOut = object.object("left_out");
        leftOutSends = leftOut.number("udp_sends");
        leftOutErrors = leftOut.number("icmp_errors");
        leftOutCalls = leftOut.number("syscalls");
        leftOutFlows = leftOut.number("flows");
        leftOutDeliveries = leftOut.number("deliveries");
        bounces = new BounceRowFields(object);
        bytes = object.number("bytes", Unit.OCTETS);
        untimed = object.number("untimed");
        elapsed = object.number("elapsed_ns", Unit.NANOSECONDS);
    }

    void write(Summary summary, FieldSink sink) {
        sink.beginObject(object);
        sink.number(packets, summary.traffic().packets());
        sink.number(udpSends, summary.sends().count());
        sink.number(sightings, summary.sends().sightings());
        sink.number(fragments, summary.decoding().fragments());
        errors(summary, sink);
        sink.number(filtered, summary.errors().filtered());
        sink.number(filteredSends, summary.sends().filtered());
        sink.number(expired, summary.sends().expired());
        sink.number(evicted, summary.sends().evicted());
        numbers(outcomes, Outcome.values(), summary.sends().outcomes(), sink);
        if (!summary.errors().verdicts().isEmpty()) {
            numbers(verdicts, Fate.Verdict.values(), summary.errors().verdicts(), sink);
        }
        if (!summary.errors().deliveries().isEmpty()) {
            numbers(deliveries, ObservedDelivery.By.values(), summary.errors().deliveries(), sink);
        }
        sink.positive(staleDeliveries, summary.errors().staleDeliveries());
        sink.counts(malformed, summary.decoding().malformed());
        losses(summary, sink);
        leftOut(summary.shown().leftOut(), sink);
        bounces.write(summary.bounces(), sink);
        sink.number(bytes, summary.traffic().bytes());
        sink.positive(untimed, summary.traffic().untimed());
        if (summary.traffic().hasTimes()) {
            sink.number(elapsed, summary.traffic().lastNs() - summary.traffic().firstNs());
        }
        sink.endObject();
    }

    private void errors(Summary summary, FieldSink sink) {
        sink.number(icmpErrors, summary.errors().count());
        sink.number(icmpErrorsOther, summary.decoding().otherErrors());
        for (Match match : Match.values()) {
            sink.number(matches.get(Field.index(match)), summary.errors().matches(match));
        }
        sink.number(duplicates, summary.errors().duplicates());
    }

    private void losses(Summary summary, FieldSink sink) {
        sink.known(dropped, summary.losses().dropped());
        sink.number(late, summary.losses().late());
        sink.positive(elsewhere, summary.losses().elsewhere());
        sink.positive(countsForgotten, summary.losses().countsForgotten());
        sink.positive(commentsForgotten, summary.losses().commentsForgotten());
        unsent(summary.sends().unsent(), sink);
        sink.positive(unseenSockets, summary.losses().trace().unseenSockets());
        sink.positive(socketsForgotten, summary.losses().trace().socketsForgotten());
        sink.positive(callsForgotten, summary.losses().trace().callsForgotten());
        sink.positive(fragmentedForgotten, summary.decoding().fragmentedForgotten());
    }

    private void leftOut(Summary.@Nullable LeftOut counts, FieldSink sink) {
        if (counts != null) {
            sink.beginObject(leftOut);
            sink.number(leftOutSends, counts.sends());
            sink.number(leftOutErrors, counts.errors());
            sink.number(leftOutCalls, counts.calls());
            sink.number(leftOutFlows, counts.flows());
            sink.number(leftOutDeliveries, counts.deliveries());
            sink.endObject();
        }
    }

    private void unsent(Map<Unsent.Why, Long> counts, FieldSink sink) {
        if (!counts.isEmpty()) {
            sink.beginObject(unsent);
            counts.forEach((why, count) -> sink.number(unsent.members().get(Field.index(why)), count));
            sink.endObject();
        }
    }

    /** Writes a number for every constant, 0 for one that did not occur. */
    private static <E extends Enum<E>> void numbers(Field object, E[] constants, Map<E, Long> counts, FieldSink sink) {
        sink.beginObject(object);
        for (E constant : constants) {
            sink.number(object.members().get(Field.index(constant)), counts.getOrDefault(constant, 0L));
        }
        sink.endObject();
    }
}
