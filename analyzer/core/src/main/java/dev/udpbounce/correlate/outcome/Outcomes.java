// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.MemoryShares;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.SendCopies;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.OctetBudget;
import dev.udpbounce.event.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the outcomes of sends: bounced, answered, suppressed, or no error seen. They are stored with the send, in the
 * flow table, in the sums of the flow, and with the destination.
 */
public final class Outcomes {
    /** The report of a flow direction; ordered by the creation of its sums. */
    private record Report(long number, FlowRecord flow) implements Comparable<Report> {
        @Override
        public int compareTo(Report other) {
            return Long.compare(number, other.number);
        }
    }

    private static final long UNSIGNED = 0xffffffffL;

    private final PendingSends sends;
    private final FlowTable flows;
    private final Chains chains;
    private final SendCopies copies;
    private final FlowSums sums;
    private final UnrefusedCounts unrefused;
    private final Destinations destinations;
    private final OutcomeHandler handler;
    private final boolean reportsSends;
    private final boolean allFlows;
    private final boolean reportsFlows;
    /** Reports of ended flows that are not emitted yet. */
    private final List<Report> reports = new ArrayList<>();

    private @Nullable LongPredicate expected;
    private long bounced;
    private long answered;
    private long suppressed;

    /**
     * @param reportsSends whether every send is reported when it leaves, and not only bounced ones
     * @param allFlows whether every flow is reported; true if every send is
     */
    public Outcomes(
            PendingSends sends,
            FlowTable flows,
            Chains chains,
            SendCopies copies,
            MemoryShares shares,
            OutcomeHandler handler,
            boolean reportsSends,
            boolean allFlows) {
        this.sends = sends;
        this.flows = flows;
        this.chains = chains;
        this.copies = copies;
        this.handler = handler;
        this.reportsSends = reportsSends;
        this.allFlows = allFlows;
        reportsFlows = handler.wantsFlows();
        OctetBudget delayBudget = new OctetBudget(shares.delayOctets());
        sums = new FlowSums(flows, shares.sums(), delayBudget);
        unrefused = new UnrefusedCounts(shares.counted());
        destinations = new Destinations(shares.destinations(), delayBudget, unrefused);
    }

    /** Returns whether {@link #leave} may read more than the send itself. */
    public boolean mayConcern(long sequence) {
        return destinations.mayKnow(sends.destination(sequence));
    }

    /** Loads the data that {@link #leave} reads first if {@link #mayConcern} is true. */
    public long touch(long sequence) {
        return destinations.touch(sends.destination(sequence));
    }

    /** Loads the data that {@link #leave} reads next, found through the data loaded by {@link #touch}. */
    public long touchFurther(long sequence) {
        int destination = destinations.numberOf(sends.destination(sequence));
        return destination < 0 ? 0 : destinations.touchClosed(destination);
    }

    /**
     * Limits the destinations that errors are expected about; nothing is counted for others.
     *
     * @param quoted tests the hash of a destination; false positives are allowed
     */
    public void expectErrorsAbout(LongPredicate quoted) {
        expected = quoted;
    }

    /** Loads the data that {@link #heard} reads first; few sources are expected to be quoted. */
    public long touchSource(long source) {
        return isExpected(source) ? touchDestination(source) : 0;
    }

    /** Loads the data that {@link #sent} reads first. */
    public long touchDestination(long destination) {
        long key = PendingSends.destinationKey(destination);
        return destinations.mayKnow(key) ? destinations.touch(key) : unrefused.touch(key);
    }

    /**
     * Counts a datagram.
     *
     * @param destination hash of its destination
     */
    public void sent(long destination) {
        long key = PendingSends.destinationKey(destination);
        if (!destinations.sent(key) && isExpected(destination)) {
            unrefused.sent(key);
        }
    }

    private boolean isExpected(long endpoint) {
        return expected == null || expected.test(endpoint);
    }

    /**
     * Records a datagram that is not linked yet: its source was heard, and all earlier sends of the other direction are
     * answered.
     *
     * @param slot slot of its flow
     * @param source hash of its source
     */
    public void heard(long sequence, int slot, long source) {
        int other = 1 - sends.direction(sequence);
        int through = flows.answeredThrough(slot, other);
        int all = flows.sends(slot, other);
        long answers = 0;
        if (through != all) {
            answers = answerAll(slot, other, through, all);
            if (reportsSends) {
                nameAnswer(slot, other, all - through, sequence);
            }
        }
        heardFrom(source, sends.timeNs(sequence), answers);
    }

    /** Records a datagram from a source that is not followed. */
    public void heardFrom(long source, long timeNs) {
        heardFrom(source, timeNs, 0);
    }

    private void heardFrom(long source, long timeNs, long answers) {
        if (!isExpected(source)) {
            return;
        }
        long key = PendingSends.destinationKey(source);
        Destination speaker = destinations.get(key);
        if (speaker != null) {
            speaker.heardAt(timeNs);
            speaker.answered(answers);
        } else {
            unrefused.heard(key, answers);
        }
    }

    /** Marks all sends of a direction answered; {@code through} were before. Returns the number of new ones. */
    private long answerAll(int slot, int direction, int through, int all) {
        FlowSum sum = sums.of(slot, direction);
        long before = sum == null ? through & UNSIGNED : sum.answered(through);
        flows.answerAll(slot, direction);
        int silenced = flows.suppressed(slot, direction);
        if (sum == null && silenced != 0) {
            sum = sums.begin(slot, direction);
        }
        if (sum != null) {
            sum.coverSettled(silenced);
        }
        return (sum == null ? all & UNSIGNED : sum.answered(all)) - before;
    }

    /** Sets the reply of the latest {@code count} sends of a direction. */
    private void nameAnswer(int slot, int direction, int count, long reply) {
        long sequence = chains.last(slot, direction);
        for (int left = count; left > 0 && sequence != 0; left--) {
            if (!sends.isBounced(sequence)) {
                sends.setAnswer(sequence, reply);
            }
            sequence = chains.previous(sequence);
        }
    }

    /** Returns whether sums are kept of a flow in this direction and its addresses are known. */
    public boolean isFollowed(int slot, int direction) {
        FlowSum sum = sums.of(slot, direction);
        return sum != null && sum.flow() != null;
    }

    /** Starts to keep sums of a flow in this direction. */
    public void follow(int slot, int direction, Flow flow) {
        sums.begin(slot, direction).setFlow(flow);
    }

    /** Returns whether flows should {@link #end} before another is followed. */
    public boolean areFull() {
        return sums.areFull();
    }

    /** Returns whether there is little room for sums of other flows. */
    public boolean areMany() {
        return sums.areMany();
    }

    /** Settles the outcome of a send that leaves the ring. */
    public void leave(long sequence) {
        int destination = destinations.numberOf(sends.destination(sequence));
        if ((destination >= 0 || allFlows) && !sends.isBounced(sequence)) {
            leaveSilent(sequence, destination);
        }
    }

    /** @param destination number of its destination; negative if it is not known */
    private void leaveSilent(long sequence, int destination) {
        int slot = flows.find(sends.flow(sequence));
        int direction = sends.direction(sequence);
        Outcome outcome = Outcome.NO_ERROR_SEEN;
        if (isAnswered(sequence, slot, direction)) {
            outcome = Outcome.ANSWERED;
        } else if (destination >= 0
                && !sends.isLocal(sequence)
                && sends.hasTime(sequence)
                && destinations.explainsSilence(destination, sends.timeNs(sequence))) {
            outcome = Outcome.SUPPRESSED;
            suppressed++;
            flows.addSuppressed(slot, direction);
            destinations.suppressed(destination);
        }
        boolean isLast = (int) sequence == flows.last(slot, direction);
        FlowSum sum = isLast || allFlows ? sums.of(slot, direction) : null;
        if (sum == null) {
            return;
        }
        settled(sum, sequence);
        Flow flow = sum.flow();
        if (reportsSends && flow != null) {
            report(sequence, flow, outcome);
        }
    }

    /** Reports a send. Its reply came later and is live as long as the send is. */
    private void report(long sequence, Flow flow, Outcome outcome) {
        long reply = sends.answer(sequence);
        long frame = reply == 0 ? 0 : sends.frame(reply);
        Origin origin = reply == 0 ? null : copies.origin(reply);
        handler.onSend(copies.of(sequence, flow), outcome, 0, frame, origin);
    }

    private boolean isAnswered(long sequence, int slot, int direction) {
        return flows.answeredThrough(slot, direction) - sends.ordinal(sequence) >= 0;
    }

    /**
     * Records the first error that is matched with a send.
     *
     * @param slot slot of its flow, which is followed
     */
    public void bounce(long sequence, int slot, Bounce bounce) {
        Flow flow = bounce.quoted().flow();
        Destination destination =
                destinations.remember(sends.destination(sequence), flow.destination(), flow.destinationPort());
        int direction = sends.direction(sequence);
        sends.setBounced(sequence);
        bounced++;
        FlowSum sum = sums.begin(slot, direction);
        boolean isFirst = sum.bounced() == 0;
        boolean wasAnswered = isAnswered(sequence, slot, direction);
        settled(sum, sequence);
        sum.bounced(bounce, wasAnswered);
        if (destination != null) {
            destination.bounced(isFirst, wasAnswered, bounce);
        }
    }

    private void settled(FlowSum sum, long sequence) {
        if (sends.hasTime(sequence)) {
            sum.settledAt(sends.timeNs(sequence));
        }
    }

    /**
     * Records an error before its cause is known, so that datagrams from the quoted port are noted from its arrival on.
     *
     * @param destination hash of the quoted destination
     */
    public void watch(long destination, IpAddress address, int port) {
        destinations.watch(PendingSends.destinationKey(destination), address, port);
    }

    /**
     * Records a settled error that is no repetition.
     *
     * @param destination hash of the quoted destination
     * @param slot slot of the quoted flow; negative if it is not known
     * @param direction direction of the quoted datagram
     */
    public void error(long destination, Bounce bounce, int slot, int direction) {
        Destination known = destinations.get(PendingSends.destinationKey(destination));
        if (known != null && slot >= 0 && flows.sends(slot, 1 - direction) != 0) {
            known.error(bounce, flows.startNs(slot, 1 - direction));
        } else if (known != null) {
            known.error(bounce);
        } else if (bounce.attribution().cause() == null) {
            destinations.overflowed();
        }
    }

    /**
     * Records a port unreachable that was matched with a datagram, even a repeated one.
     *
     * @param destination hash of the quoted destination
     */
    public void closed(long destination, long errorNs) {
        Destination known = destinations.get(PendingSends.destinationKey(destination));
        if (known != null) {
            known.closedAt(errorNs);
        }
    }

    /** Ends a flow without waiting sends: counts its answers and reports it. */
    public void end(int slot) {
        close(slot);
        report();
    }

    /** Ends all flows and reports them in the order in which their sums were created. */
    public void endAll() {
        for (int slot = flows.first(); slot >= 0; slot = flows.after(slot)) {
            close(slot);
        }
        Collections.sort(reports);
        report();
    }

    private void close(int slot) {
        for (int direction = 0; direction < 2; direction++) {
            FlowSum sum = sums.of(slot, direction);
            if (sum == null) {
                answered += flows.answeredThrough(slot, direction) & 0xffffffffL;
            } else {
                close(sum, slot, direction);
                sums.remove(slot, direction);
            }
        }
    }

    private void close(FlowSum sum, int slot, int direction) {
        int all = flows.sends(slot, direction);
        int through = flows.answeredThrough(slot, direction);
        int silenced = flows.suppressed(slot, direction);
        answered += sum.answered(through);
        sum.end(reportsFlows);
        Flow flow = sum.flow();
        if (reportsFlows && flow != null && (sum.bounced() > 0 || allFlows)) {
            FlowRecord record = sum.record(flow, flows.start(slot, direction), all, through, silenced);
            reports.add(new Report(sum.number(), record));
        }
    }

    private void report() {
        if (reports.isEmpty()) {
            return; // without an iterator
        }
        for (Report report : reports) {
            handler.onFlow(report.flow());
        }
        reports.clear();
    }

    /** Returns the number of sends matched with an error. */
    public long bounced() {
        return bounced;
    }

    /** Returns the number of answered sends of the flows that have ended. */
    public long answered() {
        return answered;
    }

    /** Returns the number of sends whose silence is explained by an error rate limit. */
    public long suppressed() {
        return suppressed;
    }

    /** Returns a new list of the destinations of errors, in the order in which they became known. */
    public List<DestinationRecord> destinations() {
        return destinations.records();
    }

    /** Returns the number of errors about further destinations, which exceeded the limit. */
    public long destinationOverflow() {
        return destinations.overflow();
    }

    /** Returns how often the counts of a destination were dropped before an error was about it, if ever one was. */
    public long countsForgotten() {
        return unrefused.forgotten();
    }
}
