package dev.udpbounce.correlate;

import org.jspecify.annotations.Nullable;

/** What is remembered of one direction of a flow beyond its place in the table, once it is worth telling. */
final class FlowStory {
    /** Ordinal of this story among all; it puts the reports in order. */
    final long number;

    @Nullable
    Flow flow;

    /** Where its datagrams go; known once one of them bounced or was suppressed. */
    @Nullable
    Destination destination;

    /** Time of the latest send that bounced or left; the last send waits no more when the flow is reported. */
    long endNs = Long.MIN_VALUE;

    long bounced;
    /** Those of {@link #bounced} that an answer covers. */
    long bouncedAnswered;

    /** Suppressed sends that a later answer covers. */
    long suppressedAnswered;

    @Nullable
    Delays delays;

    private final Budget budget;

    /** @param budget that the delays take of */
    FlowStory(long number, Budget budget) {
        this.number = number;
        this.budget = budget;
    }

    /** A datagram of the other direction came: what is settled so far lies before it. */
    void coverSettled(int suppressed) {
        bouncedAnswered = bounced;
        suppressedAnswered = suppressed & 0xffffffffL;
    }

    /** An error was matched with one of its sends; {@code answered} if an answer came between the two. */
    void bounced(long delayNs, boolean answered) {
        bounced++;
        if (answered) {
            bouncedAnswered++;
        }
        if (delays == null) {
            delays = new Delays(budget);
        }
        delays.add(delayNs);
    }

    /** Of the sends up to the last answer, those that neither bounced nor were settled as suppressed. */
    long answered(int answeredThrough) {
        return (answeredThrough & 0xffffffffL) - bouncedAnswered - suppressedAnswered;
    }

    /** Nothing more will come: the room for more is given back. */
    void end() {
        if (delays != null) {
            delays.seal();
        }
    }

    /** The report of a flow whose addresses are known. */
    FlowRecord record(Flow known, long startNs, int sendCount, int answeredThrough, int suppressedCount) {
        long sends = sendCount & 0xffffffffL;
        long answered = answered(answeredThrough);
        long suppressed = suppressedCount & 0xffffffffL;
        return new FlowRecord(
                known,
                startNs,
                endNs,
                sends,
                bounced,
                answered,
                suppressed,
                sends - bounced - answered - suppressed,
                delays == null ? new Delays(budget) : delays);
    }
}
