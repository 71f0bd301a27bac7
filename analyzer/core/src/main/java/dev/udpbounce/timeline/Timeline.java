package dev.udpbounce.timeline;

import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.CorrelationHandler;
import dev.udpbounce.correlate.FlowRecord;
import dev.udpbounce.correlate.Match;
import dev.udpbounce.correlate.Outcome;
import dev.udpbounce.correlate.Send;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to the sinks: at once to those that want them as they happen; to the others in the order of time, and what
 * sums up a flow or a capture at the end. Counts the errors by the firmness of their match.
 */
final class Timeline implements CorrelationHandler {
    private static final int MIN_WAITING = 1 << 14;
    private static final int MAX_WAITING = 1 << 18;
    /** What an event takes, about; sums of flows take less, and may be half as many. */
    private static final int OCTETS_OF_EVENT = 1024;

    private final List<EventSink> sinks;
    private final List<EventSink> immediate = new ArrayList<>();
    private final List<EventSink> ordered = new ArrayList<>();
    private final int maxSums;
    private final TimeOrder order;
    private final List<Event> sums = new ArrayList<>();
    private final Tally<Match> matches = new Tally<>(Match.class);
    private final Tally<Fate.Verdict> verdicts = new Tally<>(Fate.Verdict.class);
    private long errors;
    private long duplicates;

    private final @Nullable Witness witness;

    /** @param memoryBytes about as many octets as events may take that wait for their turn */
    Timeline(List<? extends EventSink> sinks, @Nullable Witness witness, long memoryBytes) {
        this.sinks = List.copyOf(sinks);
        this.witness = witness;
        int capacity = (int) Math.max(MIN_WAITING, Math.min(MAX_WAITING, memoryBytes / OCTETS_OF_EVENT));
        order = new TimeOrder(capacity);
        maxSums = capacity / 2;
        for (EventSink sink : sinks) {
            (sink.wantsOrder() ? ordered : immediate).add(sink);
        }
    }

    /** Whether a sink wants to know of every datagram how it ended. */
    boolean wantsOutcomes() {
        for (EventSink sink : sinks) {
            if (sink.wantsOutcomes()) {
                return true;
            }
        }
        return false;
    }

    long errors() {
        return errors;
    }

    long duplicates() {
        return duplicates;
    }

    /** Errors with this match, duplicates left out. */
    long matches(Match match) {
        return matches.of(match);
    }

    /** Errors by what their sockets do with them, duplicates left out; those of unknown sockets are not among them. */
    Map<Fate.Verdict, Long> verdicts() {
        return verdicts.all();
    }

    /** Events that were handed out behind a later one. */
    long late() {
        return order.late();
    }

    void begin(long firstNs) throws IOException {
        for (EventSink sink : immediate) {
            sink.begin(firstNs);
        }
        for (EventSink sink : ordered) {
            sink.begin(firstNs);
        }
    }

    @Override
    public void onBounce(Bounce bounce) {
        errors++;
        if (bounce.duplicateOf() != 0) {
            duplicates++;
        } else {
            matches.add(bounce.match());
        }
        add(new Event.IcmpError(bounce, witness == null ? null : witness.fateOf(bounce)));
    }

    @Override
    public void onSend(Send send, Outcome outcome, long errorFrame, long replyFrame) {
        Sender sender = witness == null ? null : witness.senderOf(send);
        add(new Event.UdpSend(send, outcome, errorFrame, replyFrame, sender));
    }

    @Override
    public void onFlow(FlowRecord flow) {
        add(new Event.FlowSummary(flow));
    }

    void add(Event event) {
        if (event instanceof Event.IcmpError error
                && error.fate() != null
                && error.bounce().duplicateOf() == 0) {
            verdicts.add(error.fate().verdict());
        }
        give(immediate, event);
        if (ordered.isEmpty()) {
            return;
        }
        boolean sum = event instanceof Event.FlowSummary || event instanceof Event.CaptureSummary;
        if (!sum) {
            order.add(event);
        } else if (sums.size() < maxSums) {
            sums.add(event);
        } else {
            give(ordered, event);
        }
    }

    /** Hands on what no earlier event can overtake any more. */
    void release(long horizonNs) {
        for (Event event : order.takeBefore(horizonNs)) {
            give(ordered, event);
        }
    }

    /** Hands on all that waits, sums last. */
    void releaseAll() {
        release(Long.MAX_VALUE);
        for (Event sum : sums) {
            give(ordered, sum);
        }
        sums.clear();
    }

    void end(Summary summary) throws IOException {
        for (EventSink sink : immediate) {
            sink.end(summary);
        }
        for (EventSink sink : ordered) {
            sink.end(summary);
        }
    }

    private static void give(List<EventSink> sinks, Event event) {
        try {
            for (EventSink sink : sinks) {
                sink.event(event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
