package dev.udpbounce.timeline;

import dev.udpbounce.correlate.Match;
import dev.udpbounce.correlate.Outcome;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a {@link StoryTeller} told, in numbers. */
record StorySums(
        long firstNs,
        long lastNs,
        long sends,
        long bounced,
        long errors,
        long duplicates,
        Map<Match, Long> matches,
        Map<Fate.Verdict, Long> verdicts,
        Set<Endpoint> destinations) {
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
            0);

    /**
     * The summary of the timeline.
     *
     * @param packets that of the whole capture
     */
    Summary summary(Summary packets, long late) {
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
                count(Match.EXACT),
                count(Match.TUPLE),
                count(Match.AMBIGUOUS),
                count(Match.ORPHAN),
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
                packets.destinations().stream()
                        .filter(each -> destinations.contains(new Endpoint(each.address(), each.port())))
                        .toList(),
                packets.elsewhere());
    }

    private long count(Match match) {
        return matches.getOrDefault(match, 0L);
    }
}
