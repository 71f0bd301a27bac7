// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Delays;
import dev.udpbounce.event.DestinationErrors;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.OctetBudget;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall.Endpoint;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The destinations of a traced program's datagrams, and the errors about them, without datagrams of other programs.
 * Bounded: of the destinations without an error, the least recently used are dropped.
 */
final class TraceDestinations {
    /** Sums of a flow; beyond the limit, flows are not distinguished. */
    private static final class FlowSums {
        private long sends;
        private long bounced;
        private long answered;
        private long suppressed;
    }

    private static final class Sums {
        private final Delays delays;
        private final DestinationErrors errors = new DestinationErrors();
        private final Map<Flow, FlowSums> flows = new HashMap<>();
        private long sends;
        private long bounced;

        Sums(OctetBudget budget) {
            delays = new Delays(budget);
        }
    }

    private static final int MOST_FLOWS = 1 << 14;
    private static final int MOST_DESTINATIONS = 1 << 12;
    private static final int DELAYS_BYTES = 4 << 20;
    private static final float LOAD = 0.75f;

    /** Destinations with errors. */
    private final Map<Endpoint, Sums> sums = new HashMap<>();
    /** Destinations without errors. */
    private final Map<Endpoint, Sums> quiet = new LinkedHashMap<>(16, LOAD, true);

    private final OctetBudget budget = new OctetBudget(DELAYS_BYTES);
    private final LastHeard heard = new LastHeard();
    private int flows;
    private long forgotten;
    private long elsewhere;

    /** Adds any captured datagram. */
    void seen(Send send) {
        heard.seen(send);
        Sums from = known(new Endpoint(send.flow().source(), send.flow().sourcePort()));
        if (from != null) {
            from.errors.heardAt(send.timeNs());
        }
    }

    /** Adds a datagram of the program. */
    void add(Send send) {
        Sums to = sums(send.flow());
        to.sends++;
        flow(to, send.flow()).sends++;
    }

    /** Adds an error that the program's datagrams caused and that is no duplicate. */
    void add(Bounce bounce) {
        Flow flow = bounce.socketFlow();
        Sums to = refused(flow);
        if (to == null) {
            elsewhere++;
            return;
        }
        to.errors.add(bounce);
        if (bounce.attribution().cause() != null) {
            to.bounced++;
            flow(to, flow).bounced++;
            to.delays.add(bounce);
        }
    }

    /** Adds the outcomes of a flow of the program. */
    void add(FlowRecord flow) {
        FlowSums of = flow(sums(flow.flow()), flow.flow());
        of.answered += flow.answered();
        of.suppressed += flow.suppressed();
    }

    /** Returns the number of errors about destinations beyond the remembered ones. */
    long elsewhere() {
        return elsewhere;
    }

    /** Returns the number of dropped destinations without errors. */
    long forgotten() {
        return forgotten;
    }

    private FlowSums flow(Sums of, Flow flow) {
        FlowSums known = of.flows.get(flow);
        if (known == null) {
            known = new FlowSums();
            if (flows < MOST_FLOWS) {
                flows++;
                of.flows.put(flow, known);
            }
        }
        return known;
    }

    private @Nullable Sums known(Endpoint to) {
        Sums known = sums.get(to);
        return known == null ? quiet.get(to) : known;
    }

    /** Returns the sums of the destination of a quoted flow; null if there are too many. */
    private @Nullable Sums refused(Flow flow) {
        Endpoint to = new Endpoint(flow.destination(), flow.destinationPort());
        if (!sums.containsKey(to)) {
            if (sums.size() == MOST_DESTINATIONS) {
                return null;
            }
            sums.put(to, sums(flow));
            quiet.remove(to);
        }
        return sums.get(to);
    }

    private Sums sums(Flow flow) {
        Endpoint to = new Endpoint(flow.destination(), flow.destinationPort());
        Sums known = known(to);
        if (known == null) {
            if (quiet.size() == MOST_DESTINATIONS) {
                forgetOne();
            }
            known = new Sums(budget);
            quiet.put(to, known);
            long heardNs = heard.heardNs(to);
            if (heardNs != LastHeard.NEVER) {
                known.errors.heardAt(heardNs);
            }
        }
        return known;
    }

    private void forgetOne() {
        Iterator<Sums> each = quiet.values().iterator();
        flows -= each.next().flows.size();
        each.remove();
        forgotten++;
    }

    /** Returns the destinations with errors, most bounces first. */
    List<DestinationRecord> records() {
        return sums.entrySet().stream()
                .map(each -> record(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(
                                (DestinationRecord each) -> each.sends().bounced())
                        .reversed()
                        .thenComparingLong(each -> each.errors().firstNs().orElse(0)))
                .toList();
    }

    private DestinationRecord record(Endpoint to, Sums of) {
        long answered = 0;
        long suppressed = 0;
        long flowsWithErrors = 0;
        for (FlowSums flow : of.flows.values()) {
            long left = Math.max(0, flow.sends - flow.bounced);
            long replies = Math.min(left, flow.answered);
            answered += replies;
            suppressed += Math.min(left - replies, flow.suppressed);
            flowsWithErrors += flow.bounced > 0 ? 1 : 0;
        }
        return new DestinationRecord(
                to.address(),
                to.port(),
                new DestinationRecord.Sends(Math.max(of.sends, of.bounced), of.bounced, answered, suppressed),
                of.errors.record(flowsWithErrors),
                of.delays);
    }
}
