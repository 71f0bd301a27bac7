package dev.udpbounce.correlate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of sends: bounced, answered, suppressed, or nothing that was seen. It is kept where it is asked for: with
 * the send, in its flow's row of the table, in the flow's story, with the destination.
 */
final class Settlement {
    /** What is to be reported of a flow direction; in the order in which their stories began. */
    record Report(long number, FlowRecord flow) implements Comparable<Report> {
        @Override
        public int compareTo(Report other) {
            return Long.compare(number, other.number);
        }
    }

    private final SendRing ring;
    private final FlowTable flows;
    private final Chains chains;
    private final Stories stories;
    private final Destinations destinations;
    private final SendCopies copies;
    private final CorrelationHandler handler;
    private final boolean followAll;

    private long bounced;
    private long answered;
    private long suppressed;

    Settlement(WaitingRoom room, CorrelationHandler handler, boolean followAll) {
        ring = room.ring;
        flows = room.flows;
        chains = room.chains;
        stories = room.stories;
        destinations = room.destinations;
        copies = room.copies;
        this.handler = handler;
        this.followAll = followAll;
    }

    /**
     * Marks all earlier sends of the other direction as answered.
     *
     * @param answerer where the answer comes from, if errors were matched for that
     */
    void answer(int slot, int direction, long frame, @Nullable Destination answerer) {
        int other = 1 - direction;
        int through = flows.answeredThrough(slot, other);
        int sends = flows.sends(slot, other);
        if (through == sends) {
            return;
        }
        flows.setCounts(slot, other, sends, sends);
        int silenced = flows.suppressed(slot, other);
        FlowStory story = silenced == 0 ? stories.of(slot, other) : stories.begin(slot, other);
        if (story != null) {
            story.coverSettled(silenced);
            leadsTo(answerer, story, silenced);
        }
        if (followAll) {
            long sequence = chains.head(slot, other);
            for (int left = sends - through; left > 0 && sequence != 0; left--) {
                if (!ring.has(sequence, SendRing.BOUNCED)) {
                    ring.answer(sequence, frame);
                }
                sequence = chains.previous(sequence);
            }
        }
    }

    /** From now on the destination is told of this flow as a whole, and no more of its suppressed sends alone. */
    private static void leadsTo(@Nullable Destination destination, FlowStory story, int silenced) {
        if (destination != null && story.destination == null) {
            story.destination = destination;
            destination.addLone(-silenced);
        }
    }

    /** A send leaves: what has become of it is final. */
    void settle(long sequence) {
        Destination destination = destinations.get(ring.destination(sequence));
        if ((destination != null || followAll) && !ring.has(sequence, SendRing.BOUNCED)) {
            settleSilent(sequence, destination);
        }
    }

    private void settleSilent(long sequence, @Nullable Destination destination) {
        int slot = flows.find(ring.get(sequence, SendRing.FLOW));
        int direction = ring.direction(sequence);
        Outcome outcome = Outcome.NO_ERROR_SEEN;
        if (flows.answeredThrough(slot, direction) - ring.ordinal(sequence) >= 0) {
            outcome = Outcome.ANSWERED;
        } else if (destination != null && destination.explainsSilence(ring.timeNs(sequence))) {
            outcome = Outcome.SUPPRESSED;
            suppressed++;
            flows.addSuppressed(slot, direction);
            if (flows.story(slot, direction) == 0) {
                destination.addLone(1);
            }
        }
        boolean isLast = (int) sequence == flows.head(slot, direction);
        FlowStory story = isLast || followAll ? stories.of(slot, direction) : null;
        if (story == null) {
            return;
        }
        story.endNs = Math.max(story.endNs, ring.timeNs(sequence));
        if (followAll && story.flow != null) {
            if (outcome == Outcome.SUPPRESSED) {
                story.destination = destination;
            }
            handler.onSend(copies.of(sequence, story.flow), outcome, 0, ring.answerFrame(sequence));
        }
    }

    /** Marks a send as bounced by the error of this frame, whose delay is told to its flow and destination. */
    void bounce(
            long sequence,
            int slot,
            FlowStory story,
            @Nullable Destination destination,
            int type,
            int code,
            long errorNs) {
        int direction = ring.direction(sequence);
        long delayNs = errorNs - ring.timeNs(sequence);
        ring.mark(sequence, SendRing.BOUNCED);
        bounced++;
        story.endNs = Math.max(story.endNs, ring.timeNs(sequence));
        story.bounced(delayNs, flows.answeredThrough(slot, direction) - ring.ordinal(sequence) >= 0);
        if (destination != null) {
            leadsTo(destination, story, flows.suppressed(slot, direction));
            destination.bounced(type, code, ring.timeNs(sequence), delayNs);
        }
    }

    /** Takes leave of a flow: its answers are counted, its stories end, and what they tell is added to {@code reports}. */
    void fold(int slot, List<Report> reports) {
        for (int direction = 0; direction < 2; direction++) {
            FlowStory story = stories.of(slot, direction);
            int through = flows.answeredThrough(slot, direction);
            if (story == null) {
                answered += through & 0xffffffffL;
                continue;
            }
            story.end();
            long replies = story.answered(through);
            answered += replies;
            if (story.destination != null) {
                story.destination.add(
                        flows.sends(slot, direction), story.bounced, replies, flows.suppressed(slot, direction));
            }
            if (story.flow != null && (story.bounced > 0 || followAll)) {
                long startNs = flows.words()[slot + FlowTable.START + direction];
                int silenced = flows.suppressed(slot, direction);
                FlowRecord record = story.record(story.flow, startNs, flows.sends(slot, direction), through, silenced);
                reports.add(new Report(story.number, record));
            }
            stories.remove(slot, direction);
        }
    }

    long bounced() {
        return bounced;
    }

    /** Of the flows that were taken leave of. */
    long answered() {
        return answered;
    }

    long suppressed() {
        return suppressed;
    }
}
