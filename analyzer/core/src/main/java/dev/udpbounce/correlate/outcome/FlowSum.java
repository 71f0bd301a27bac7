// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Delays;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.OctetBudget;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The sums of one direction of a flow that are kept outside the flow table, once the flow is worth reporting. */
final class FlowSum {
    private final long number;
    private final OctetBudget budget;
    private @Nullable Flow flow;
    /** Time of the latest settled send that has one; meaningless without {@link #ended}. */
    private long endNs;

    private boolean ended;
    private boolean destinationIsKnown;
    private long bounced;
    /** The part of {@link #bounced} that is covered by an answer. */
    private long bouncedAnswered;
    /** Suppressed sends covered by a later answer. */
    private long suppressedAnswered;

    private @Nullable Delays delays;

    /**
     * @param number ordinal among all sums, in which the flows are reported
     * @param budget budget of the delays
     */
    FlowSum(long number, OctetBudget budget) {
        this.number = number;
        this.budget = budget;
    }

    long number() {
        return number;
    }

    /** Returns the addresses, once a packet with them was seen; null before. */
    @Nullable
    Flow flow() {
        return flow;
    }

    void setFlow(Flow known) {
        flow = known;
    }

    /** Records an answer: a datagram of the other direction, which covers all bounced and suppressed sends so far. */
    void coverSettled(int suppressed) {
        bouncedAnswered = bounced;
        suppressedAnswered = suppressed & 0xffffffffL;
    }

    /** Records the time of a send that bounced or left; so did the last send before the flow is reported. */
    void settledAt(long sentNs) {
        endNs = ended ? Math.max(endNs, sentNs) : sentNs;
        ended = true;
    }

    /**
     * Adds a bounced send.
     *
     * @param answered whether an answer came between the send and its error
     * @param isKnown whether its destination is among the known ones
     */
    void bounced(Bounce bounce, boolean answered, boolean isKnown) {
        destinationIsKnown |= isKnown;
        bounced++;
        if (answered) {
            bouncedAnswered++;
        }
        if (delays == null) {
            delays = new Delays(budget);
        }
        delays.add(bounce);
    }

    long bounced() {
        return bounced;
    }

    /** Returns whether the destination of a bounced send is among the known ones. */
    boolean destinationIsKnown() {
        return destinationIsKnown;
    }

    /** Returns the number of sends up to the last answer that neither bounced nor were suppressed. */
    long answered(int answeredThrough) {
        return (answeredThrough & 0xffffffffL) - bouncedAnswered - suppressedAnswered;
    }

    /**
     * Releases memory for further delays; nothing will be added.
     *
     * @param reported whether {@link #record} will be called
     */
    void end(boolean reported) {
        if (delays != null && reported) {
            delays.seal();
        } else if (delays != null) {
            delays.discard();
        }
    }

    /** Returns the report of a flow whose addresses are known. */
    FlowRecord record(Flow known, OptionalLong startNs, int sendCount, int answeredThrough, int suppressedCount) {
        long sends = sendCount & 0xffffffffL;
        long answered = answered(answeredThrough);
        long suppressed = suppressedCount & 0xffffffffL;
        return new FlowRecord(
                known,
                startNs,
                ended ? OptionalLong.of(endNs) : OptionalLong.empty(),
                sends,
                bounced,
                answered,
                suppressed,
                sends - bounced - answered - suppressed,
                delays == null ? new Delays(budget) : delays);
    }
}
