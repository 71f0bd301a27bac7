// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.event.SocketCall.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The sums of a timeline, one group for each subject.
 *
 * @param traffic the captured frames
 * @param sends the datagrams
 * @param errors the ICMP errors that quote UDP
 * @param decoding packets that the decoder passed to no handler
 * @param losses losses of the capture, and of data that there was no room for
 * @param destinations destinations of the errors, most bounces first
 * @param shown what of this the user wants to see
 * @param bounces the errors that are shown, by process, destination and kind
 */
public record Summary(
        Traffic traffic,
        Sends sends,
        Errors errors,
        Decoding decoding,
        Losses losses,
        List<DestinationRecord> destinations,
        Shown shown,
        BounceTable.Sums bounces) {
    /** Creates sums of a timeline all of which is shown. */
    public Summary(
            Traffic traffic,
            Sends sends,
            Errors errors,
            Decoding decoding,
            Losses losses,
            List<DestinationRecord> destinations) {
        this(traffic, sends, errors, decoding, losses, destinations, Shown.ALL, BounceTable.Sums.NONE);
    }

    /** The sums without a capture: no packets, and an unknown number of lost ones. */
    public static final Summary EMPTY =
            new Summary(Traffic.NONE, Sends.NONE, Errors.NONE, Decoding.NONE, Losses.UNKNOWN, List.of());

    /**
     * Returns this summary with its rows and destinations in an order, and with at most {@code most} rows.
     */
    public Summary ordered(BounceRow.Order order, int most) {
        List<DestinationRecord> sorted = new ArrayList<>(destinations);
        switch (order) {
            case BOUNCED -> {
                // as they are
            }
            case UNTOLD -> {
                Map<Endpoint, Long> untold = new HashMap<>();
                bounces.rows()
                        .forEach(row -> untold.merge(
                                new Endpoint(row.address(), row.port()),
                                row.untold().count(),
                                Long::sum));
                sorted.sort(Comparator.comparingLong((DestinationRecord each) ->
                                untold.getOrDefault(new Endpoint(each.address(), each.port()), 0L))
                        .reversed());
            }
            case FIRST ->
                sorted.sort(
                        Comparator.comparingLong(each -> each.errors().firstNs().orElse(Long.MAX_VALUE)));
        }
        return new Summary(traffic, sends, errors, decoding, losses, sorted, shown, bounces.ordered(order, most));
    }

    /** Returns this summary with other rows. */
    public Summary withBounces(BounceTable.Sums rows) {
        return new Summary(traffic, sends, errors, decoding, losses, destinations, shown, rows);
    }

    /**
     * The captured frames.
     *
     * @param firstNs time of the first frame that has one, nanoseconds since the Unix epoch; 0 without any
     * @param lastNs time of the latest frame
     * @param packets number of frames read
     * @param bytes captured octets of these frames
     * @param untimed frames whose capture time is not known
     */
    public record Traffic(long firstNs, long lastNs, long packets, long bytes, long untimed) {
        public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

        /** Returns whether any frame has a time. */
        public boolean hasTimes() {
            return packets > untimed;
        }
    }

    /**
     * The datagrams.
     *
     * @param count datagrams, without second sightings
     * @param sightings further sightings of a datagram at another interface or direction
     * @param filtered datagrams that the user's filter excludes; not included in {@code count}
     * @param expired datagrams that waited for an error until the expiry time
     * @param evicted datagrams that memory had no room for until then
     * @param outcomes datagrams by outcome; the sum is {@code count} if a sink {@link EventSink#wantsOutcomes}.
     *     Otherwise, answered and silent datagrams are not distinguished and not in the map
     * @param unsent datagrams of a traced program that were not sent, by reason; not included in {@code count}
     */
    public record Sends(
            long count,
            long sightings,
            long filtered,
            long expired,
            long evicted,
            Map<Outcome, Long> outcomes,
            Map<Unsent.Why, Long> unsent) {
        public static final Sends NONE = new Sends(0, 0, 0, 0, 0, Map.of(), Map.of());
    }

    /**
     * The ICMP errors that quote UDP.
     *
     * @param count errors, including duplicates
     * @param matches errors by strength of the match, without duplicates
     * @param duplicates errors that repeat an earlier one
     * @param filtered errors whose datagram the user's filter excludes; not included in {@code count}
     * @param verdicts errors by verdict of their sockets, without duplicates; empty if no socket was looked up
     * @param deliveries what the kernel was seen to do with errors, by how it told them; empty if it was not observed
     * @param staleDeliveries those of them that are about a peer that the socket had left
     */
    public record Errors(
            long count,
            Map<Match, Long> matches,
            long duplicates,
            long filtered,
            Map<Fate.Verdict, Long> verdicts,
            Map<ObservedDelivery.By, Long> deliveries,
            long staleDeliveries) {
        public static final Errors NONE = new Errors(0, Map.of(), 0, 0, Map.of(), Map.of(), 0);

        public long deliveries(ObservedDelivery.By by) {
            return deliveries.getOrDefault(by, 0L);
        }

        public long matches(Match match) {
            return matches.getOrDefault(match, 0L);
        }

        /** Returns the errors without duplicates. */
        public long distinct() {
            long sum = 0;
            for (long count : matches.values()) {
                sum += count;
            }
            return sum;
        }

        /** Returns the errors matched to one datagram. */
        public long matched() {
            return matches(Match.EXACT) + matches(Match.TUPLE);
        }
    }

    /**
     * Packets that the decoder passed to no handler.
     *
     * @param fragments later fragments, which have no ports
     * @param otherErrors ICMP errors that quote another protocol than UDP, or too little to identify it
     * @param malformed frames or layers that could not be decoded, by reason
     * @param fragmentedForgotten fragmented datagrams whose ports were evicted by those of others
     */
    public record Decoding(
            long fragments, long otherErrors, SortedMap<String, Long> malformed, long fragmentedForgotten) {
        public static final Decoding NONE = new Decoding(0, 0, Collections.emptySortedMap(), 0);
    }

    /**
     * Losses of the capture, and of data that there was no room for.
     *
     * @param dropped packets that the capture lost; -1 if it does not report that
     * @param late events that were passed on after a later one, because too many were waiting
     * @param elsewhere errors about destinations that there was no room for
     * @param countsForgotten destinations whose counts of datagrams were evicted before the first error about them, if
     *     any: the figures of a destination may lack datagrams from before its first error
     * @param commentsForgotten comments on datagrams that there was no room for
     * @param trace losses of the trace of a program
     */
    public record Losses(
            long dropped, long late, long elsewhere, long countsForgotten, long commentsForgotten, Trace trace) {
        /** No losses here, and an unknown number of packets that the capture lost. */
        public static final Losses UNKNOWN = new Losses(-1, 0, 0, 0, 0, Trace.NONE);
    }

    /**
     * Losses of the trace of a program.
     *
     * @param unseenSockets sockets in other network namespaces, whose packets were not captured
     * @param socketsForgotten sockets that there was no room for until the end: they are only in the sums, and later
     *     errors were not assigned to them
     * @param callsForgotten calls that there was no room for until the user's filter selected their socket
     */
    public record Trace(long unseenSockets, long socketsForgotten, long callsForgotten) {
        public static final Trace NONE = new Trace(0, 0, 0);
    }

    /**
     * What the user wants to see of a timeline. The figures beside {@code leftOut} are those of the shown events.
     *
     * @param errors errors without those that repeat another
     * @param untold errors that no program is told of
     * @param stale calls and observed deliveries of an error about another peer
     * @param lostSends datagrams that were not sent because of a pending error
     * @param leftOut events that are not shown; null if all are shown, and the other figures are then 0
     */
    public record Shown(
            long errors,
            long untold,
            long stale,
            long lostSends,
            @Nullable LeftOut leftOut) {
        /** All of the timeline. */
        public static final Shown ALL = new Shown(0, 0, 0, 0, null);
    }

    /** Numbers of events that are not shown. */
    public record LeftOut(long sends, long errors, long calls, long flows, long deliveries) {}
}
