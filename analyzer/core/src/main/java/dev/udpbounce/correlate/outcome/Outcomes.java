// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.SendCopies;
import dev.udpbounce.correlate.store.SilentSends;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Outcome;

/**
 * Tracks the outcomes of sends: bounced, answered, suppressed, or no error seen. They are stored with the send, in the
 * flow table, in the sums of the flow, and with the destination. {@link FlowReports} reports those of a whole flow.
 */
public final class Outcomes {
    private static final long UNSIGNED = 0xffffffffL;

    private final PendingSends sends;
    private final FlowTable flows;
    private final Chains chains;
    private final SendCopies copies;
    private final FlowSums sums;
    private final SilentSends silent;
    private final SilentSends.Answered takeBack = this::takeBack;
    private final DestinationOutcomes destinations;
    private final OutcomeHandler handler;
    private final boolean reportsSends;
    private final boolean allFlows;

    private long bounced;
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
            FlowSums sums,
            SilentSends silent,
            DestinationOutcomes destinations,
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
        this.sums = sums;
        this.silent = silent;
        this.destinations = destinations;
    }

    /** Returns the outcomes by destination. */
    public DestinationOutcomes destinations() {
        return destinations;
    }

    /**
     * Records a datagram that is not linked yet: its source was heard, and all earlier sends of the other direction are
     * answered.
     *
     * @param slot slot of its flow
     * @param source hash of its source
     * @param timeNs nanoseconds since the Unix epoch
     * @param sequence its number as a send, 0 if it is only counted
     */
    public void heard(int slot, int direction, long source, long timeNs, long sequence) {
        int other = 1 - direction;
        int through = flows.answeredThrough(slot, other);
        int all = flows.sends(slot, other);
        long answers = 0;
        if (through != all) {
            if (flows.isCounting()) {
                silent.answer(slot, other, timeNs, takeBack);
            }
            answers = answerAll(slot, other, through, all);
            if (reportsSends) {
                nameAnswer(slot, other, all - through, sequence);
            }
        }
        destinations.heard(source, timeNs, answers);
    }

    /**
     * Records a further sighting of a datagram, whose addresses were translated: its translated source was heard, and all
     * sends of the other direction of the translated flow are answered.
     *
     * @param slot slot of the translated flow; negative if it is not known
     * @param direction direction of the datagram in that flow
     * @param source hash of the translated source
     */
    public void heardTranslated(long sequence, int slot, int direction, long source) {
        if (slot >= 0) {
            heard(slot, direction, source, sends.timeNs(sequence), sequence);
        } else {
            destinations.heard(source, sends.timeNs(sequence), 0);
        }
    }

    /**
     * Records a datagram of which only its flow and destination count, when it is sent. Later packets do not change
     * whether its silence is explained, unless they answer it.
     *
     * @param slot slot of its flow
     * @param timeNs nanoseconds since the Unix epoch
     * @param destination number of its destination; negative if it is not known
     */
    public void count(int slot, int direction, long timeNs, int destination) {
        flows.count(slot, direction, timeNs);
        if (destination >= 0 && destinations.explainsSilence(destination, timeNs)) {
            addSuppressed(slot, direction, destination, 1);
            silent.add(slot, direction, timeNs, destination);
        }
    }

    private void takeBack(int slot, int direction, int destination) {
        addSuppressed(slot, direction, destination, -1);
    }

    private void addSuppressed(int slot, int direction, int destination, int count) {
        suppressed += count;
        flows.addSuppressed(slot, direction, count);
        destinations.addSuppressed(destination, count);
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

    /** Sets the reply of the latest {@code count} sends of a direction, as far as they were first seen before it. */
    private void nameAnswer(int slot, int direction, int count, long reply) {
        long sequence = chains.last(slot, direction);
        for (int left = count; left > 0 && sequence != 0; left--) {
            if (!sends.isBounced(sequence) && sequence < reply) {
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

    /** Returns whether flows should {@link FlowReports#end} before another is followed. */
    public boolean areFull() {
        return sums.areFull();
    }

    /** Returns whether there is little room for sums of other flows. */
    public boolean areMany() {
        return sums.areMany();
    }

    /** Settles the outcome of a send that leaves the ring. */
    public void leave(long sequence) {
        int destination = destinations.numberOf(sequence);
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
        } else if (destination >= 0 && isSilenced(sequence, destination)) {
            outcome = Outcome.SUPPRESSED;
            addSuppressed(slot, direction, destination, 1);
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

    /** A host does not limit its errors to itself. */
    private boolean isSilenced(long sequence, int destination) {
        return !sends.isLocal(sequence)
                && sends.hasTime(sequence)
                && destinations.explainsSilence(destination, sends.timeNs(sequence));
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
        Destination destination = destinations.remember(sequence, bounce.datagramFlow());
        int direction = sends.direction(sequence);
        sends.setBounced(sequence);
        bounced++;
        FlowSum sum = sums.begin(slot, direction);
        boolean isFirst = sum.bounced() == 0;
        boolean wasAnswered = isAnswered(sequence, slot, direction);
        settled(sum, sequence);
        sum.bounced(bounce, wasAnswered, destination != null);
        if (destination != null) {
            destination.bounced(isFirst, wasAnswered, bounce);
        }
    }

    private void settled(FlowSum sum, long sequence) {
        if (sends.hasTime(sequence)) {
            sum.settledAt(sends.timeNs(sequence));
        }
    }

    /** Returns the number of sends matched with an error. */
    public long bounced() {
        return bounced;
    }

    /** Returns the number of sends whose silence is explained by an error rate limit. */
    public long suppressed() {
        return suppressed;
    }
}
