package dev.udpbounce.timeline;

import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Delays;
import dev.udpbounce.correlate.DestinationRecord;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.correlate.FlowRecord;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the datagrams of a traced program bounced; what others sent there is not among it. */
final class StoryDestinations {
    private static final class Tally {
        private final Delays delays = new Delays();
        private long firstBounceNs = Long.MAX_VALUE;
        private int type;
        private int code;
        private long flows;
        private long sends;
        private long bounced;
        private long answered;
        private long suppressed;

        DestinationRecord record(Endpoint to) {
            long silent = sends - bounced - answered - suppressed;
            return new DestinationRecord(
                    to.address(),
                    to.port(),
                    flows,
                    sends,
                    bounced,
                    answered,
                    suppressed,
                    silent,
                    firstBounceNs,
                    type,
                    code,
                    delays);
        }
    }

    private final Map<Endpoint, Tally> tallies = new HashMap<>();

    /** An error that the program's datagrams brought, no duplicate. */
    void add(Bounce bounce) {
        Tally tally = tally(bounce.quoted().flow());
        tally.type = bounce.type();
        tally.code = bounce.code();
        if (bounce.cause() != null) {
            tally.firstBounceNs = Math.min(tally.firstBounceNs, bounce.cause().timeNs());
            tally.delays.add(bounce.delayNs());
        }
    }

    /** A flow of the program. */
    void add(FlowRecord flow) {
        Tally tally = tally(flow.flow());
        tally.flows++;
        tally.sends += flow.sends();
        tally.bounced += flow.bounced();
        tally.answered += flow.answered();
        tally.suppressed += flow.suppressed();
    }

    private Tally tally(Flow flow) {
        return tallies.computeIfAbsent(
                new Endpoint(flow.destination(), flow.destinationPort()), ignored -> new Tally());
    }

    /** Those where something bounced, most bounces first. */
    List<DestinationRecord> records() {
        return tallies.entrySet().stream()
                .filter(each -> each.getValue().bounced > 0)
                .map(each -> each.getValue().record(each.getKey()))
                .sorted(Comparator.comparingLong(DestinationRecord::bounced)
                        .reversed()
                        .thenComparingLong(DestinationRecord::firstBounceNs))
                .toList();
    }
}
