package dev.udpbounce.timeline;

import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Match;
import dev.udpbounce.correlate.Outcome;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a {@link StoryTeller} told, in numbers. */
final class StorySums {
    /** That of no capture: nothing was seen, and what was lost is not known. */
    static final Summary NO_PACKETS = new Summary(
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            Map.of(),
            Map.of(),
            Collections.emptySortedMap(),
            -1,
            0,
            List.of(),
            0,
            0,
            0);

    private final Tally<Match> matches = new Tally<>(Match.class);
    private final StoryDestinations destinations = new StoryDestinations();
    private long firstNs;
    private long lastNs;
    private long sends;
    private long bounced;
    private long errors;
    private long duplicates;

    /** The trace begins. */
    void start(long timeNs) {
        firstNs = timeNs;
        lastNs = timeNs;
    }

    /** An event is told. */
    void count(Event event) {
        lastNs = Math.max(lastNs, event.timeNs());
        if (event instanceof Event.UdpSend send) {
            sends++;
            bounced += send.outcome() == Outcome.BOUNCED ? 1 : 0;
        } else if (event instanceof Event.IcmpError error) {
            count(error.bounce());
        } else if (event instanceof Event.FlowSummary flow) {
            destinations.add(flow.flow());
        }
    }

    private void count(Bounce bounce) {
        errors++;
        if (bounce.duplicateOf() != 0) {
            duplicates++;
            return;
        }
        matches.add(bounce.match());
        destinations.add(bounce);
    }

    /**
     * The summary of the timeline.
     *
     * @param packets that of the whole capture
     * @param verdicts on the errors
     * @param late events that were told behind a later one
     */
    Summary summary(Summary packets, Map<Fate.Verdict, Long> verdicts, long late) {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        outcomes.put(Outcome.BOUNCED, bounced);
        outcomes.put(Outcome.ANSWERED, 0L);
        outcomes.put(Outcome.SUPPRESSED, 0L);
        outcomes.put(Outcome.NO_ERROR_SEEN, sends - bounced);
        return new Summary(
                firstNs,
                lastNs,
                packets.packets(),
                packets.bytes(),
                sends,
                packets.sightings(),
                packets.fragments(),
                errors,
                packets.icmpErrorsOther(),
                matches.of(Match.EXACT),
                matches.of(Match.TUPLE),
                matches.of(Match.AMBIGUOUS),
                matches.of(Match.ORPHAN),
                duplicates,
                packets.icmpErrors() - errors + packets.filtered(),
                packets.udpSends() - sends + packets.filteredSends(),
                packets.expired(),
                packets.evicted(),
                outcomes,
                verdicts,
                packets.malformed(),
                packets.dropped(),
                late,
                destinations.records(),
                packets.elsewhere(),
                packets.commentsForgotten(),
                packets.fragmentedForgotten());
    }
}
