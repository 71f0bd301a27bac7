package dev.udpbounce.timeline;

import dev.udpbounce.correlate.DestinationRecord;
import dev.udpbounce.correlate.Outcome;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The sums of a timeline.
 *
 * @param firstNs time of the first packet, nanoseconds since the Unix epoch; 0 without packets
 * @param lastNs time of the latest packet
 * @param packets frames read
 * @param bytes captured octets of these
 * @param udpSends datagrams, second sightings left out
 * @param sightings further sightings of a datagram at another interface or direction
 * @param fragments later fragments, which have no ports of their own
 * @param icmpErrors errors that quote UDP
 * @param icmpErrorsOther errors that quote something else, or too little to tell
 * @param duplicates errors that repeat an earlier one; not among exact, tuple, ambiguous, orphan
 * @param filtered errors that quote a datagram which the user's filter leaves out
 * @param filteredSends datagrams which the user's filter leaves out
 * @param expired datagrams that waited in vain for the expiry time
 * @param evicted datagrams that had to leave a full waiting room before that
 * @param outcomes datagrams by outcome; the sum is {@code udpSends}, if a sink {@link EventSink#wantsOutcomes}, and else
 *     answered and silent ones are not told apart and not among them
 * @param verdicts errors by what their sockets do with them, duplicates left out; empty where no socket was asked about
 * @param malformed frames or layers that could not be decoded, by reason
 * @param dropped packets that the capture lost; -1 if it does not tell
 * @param late events that were handed out behind a later one, because too many were waiting
 * @param destinations what bounced where, most bounces first
 * @param elsewhere errors that were matched for further destinations, of which there were too many to remember
 * @param commentsForgotten comments of datagrams that there was no room for
 * @param fragmentedForgotten fragmented datagrams whose ports had to make room for those of others
 */
public record Summary(
        long firstNs,
        long lastNs,
        long packets,
        long bytes,
        long udpSends,
        long sightings,
        long fragments,
        long icmpErrors,
        long icmpErrorsOther,
        long exact,
        long tuple,
        long ambiguous,
        long orphan,
        long duplicates,
        long filtered,
        long filteredSends,
        long expired,
        long evicted,
        Map<Outcome, Long> outcomes,
        Map<Fate.Verdict, Long> verdicts,
        SortedMap<String, Long> malformed,
        long dropped,
        long late,
        List<DestinationRecord> destinations,
        long elsewhere,
        long commentsForgotten,
        long fragmentedForgotten) {
    /** Errors tied to one datagram. */
    public long matched() {
        return exact + tuple;
    }
}
