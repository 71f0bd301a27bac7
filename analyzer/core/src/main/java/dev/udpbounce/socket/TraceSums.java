// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.BounceTable;
import dev.udpbounce.event.ErrorSums;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.event.Summary;
import dev.udpbounce.event.Summary.Losses;
import dev.udpbounce.event.Summary.Sends;
import dev.udpbounce.event.Summary.Traffic;
import dev.udpbounce.event.Unsent;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Sums of the events that a {@link CallMerger} emitted. */
final class TraceSums {
    private final ErrorSums errors = new ErrorSums();
    private final TraceDestinations destinations = new TraceDestinations();
    private long firstNs;
    private long lastNs;
    private long sends;
    private long bounced;
    /** Outcomes of the flows that have ended. */
    private final EnumMap<Outcome, Long> ofFlows = new EnumMap<>(Outcome.class);

    /** Starts the trace. */
    void start(long timeNs) {
        firstNs = timeNs;
        lastNs = timeNs;
    }

    /** Adds a captured datagram of any sender. */
    void seen(Send send) {
        destinations.seen(send);
    }

    /** Counts an emitted event. */
    void count(Event event) {
        lastNs = Math.max(lastNs, event.timeNs());
        if (event instanceof Event.UdpSend send) {
            sends++;
            destinations.add(send.send());
            bounced += send.outcome() == Outcome.BOUNCED ? 1 : 0;
        } else if (event instanceof Event.IcmpError error) {
            errors.count(error);
            Bounce.Attribution attribution = error.bounce().attribution();
            if (attribution.duplicateOf() == 0 && !reachedNoWire(attribution)) {
                destinations.add(error.bounce());
            }
        } else if (event instanceof Event.FlowSummary flow) {
            add(flow.flow());
        }
    }

    /** Counts a flow, which need not be an event. */
    void add(FlowRecord flow) {
        destinations.add(flow);
        ofFlows.merge(Outcome.BOUNCED, flow.bounced(), Long::sum);
        ofFlows.merge(Outcome.ANSWERED, flow.answered(), Long::sum);
        ofFlows.merge(Outcome.SUPPRESSED, flow.suppressed(), Long::sum);
    }

    private static boolean reachedNoWire(Bounce.Attribution attribution) {
        OrphanReason reason = attribution.orphanReason();
        return reason == OrphanReason.LOCAL_REJECT
                || reason == OrphanReason.LOCAL_UNREACHABLE
                || reason == OrphanReason.NO_NEIGHBOUR;
    }

    /**
     * Returns the summary of the timeline.
     *
     * @param packets summary of the whole capture
     * @param sockets verdicts of the sockets
     * @param others sum of the sockets for which there was no room
     * @param callsForgotten number of dropped calls on selected sockets
     * @param late number of events that were emitted after a later one
     * @param shown what of the timeline is shown
     */
    Summary summary(
            Summary packets,
            List<SocketVerdict> sockets,
            SocketVerdict.Sum others,
            long callsForgotten,
            long late,
            Summary.Shown shown) {
        // There may be no sums of the packets if their analysis failed.
        long otherSends = Math.max(0, packets.sends().count() - sends);
        long otherErrors = Math.max(0, packets.errors().count() - errors.count());
        long unseen = sockets.stream().filter(SocketVerdict::elsewhere).count() + others.elsewhere();
        return new Summary(
                new Traffic(
                        firstNs,
                        lastNs,
                        packets.traffic().packets(),
                        packets.traffic().bytes(),
                        packets.traffic().untimed()),
                new Sends(
                        sends,
                        packets.sends().sightings(),
                        otherSends + packets.sends().filtered(),
                        packets.sends().expired(),
                        packets.sends().evicted(),
                        outcomes(),
                        unsent(sockets, others)),
                errors.sums(otherErrors + packets.errors().filtered()),
                packets.decoding(),
                new Losses(
                        packets.losses().dropped(),
                        late,
                        destinations.elsewhere(),
                        destinations.forgotten(),
                        packets.losses().commentsForgotten(),
                        new Summary.Trace(unseen, others.sockets(), callsForgotten)),
                destinations.records(),
                shown,
                BounceTable.Sums.NONE);
    }

    /**
     * Returns the datagrams by outcome; the sum is the number of datagrams. There are no flows if the analysis of the
     * packets failed, and there may be datagrams of a flow that are no events.
     */
    private Map<Outcome, Long> outcomes() {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        long left = sends;
        for (Outcome outcome : List.of(Outcome.BOUNCED, Outcome.ANSWERED, Outcome.SUPPRESSED)) {
            long known = Math.max(ofFlows.getOrDefault(outcome, 0L), outcome == Outcome.BOUNCED ? bounced : 0);
            outcomes.put(outcome, Math.min(left, known));
            left -= outcomes.get(outcome);
        }
        outcomes.put(Outcome.NO_ERROR_SEEN, left);
        return outcomes;
    }

    private static Map<Unsent.Why, Long> unsent(List<SocketVerdict> sockets, SocketVerdict.Sum others) {
        Map<Unsent.Why, Long> unsent = new EnumMap<>(Unsent.Why.class);
        unsent.putAll(others.sends().unsent());
        for (SocketVerdict socket : sockets) {
            socket.sends().unsent().forEach((why, count) -> unsent.merge(why, count, Long::sum));
        }
        return unsent;
    }
}
