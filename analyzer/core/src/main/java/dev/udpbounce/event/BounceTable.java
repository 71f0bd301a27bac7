// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.icmp.IcmpCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the errors of a timeline by process, destination and kind of error. Bounded: of the errors that there is no
 * room for, only the number is kept, and orphans, which anyone can forge, begin at most half of the rows. Of the
 * processes and destinations without an error, the least recently used are dropped.
 */
public final class BounceTable {
    private static final int MOST_ROWS = 1 << 12;
    private static final int MOST_QUIET = 1 << 14;
    private static final float LOAD = 0.75f;

    /**
     * The pair and the kind of error of a row, in one object: a table of many rows is not in the processor's cache.
     *
     * @param high see {@link IpAddress#high}
     * @param low see {@link IpAddress#low}
     * @param versions IP versions of the destination and of the error
     * @param kind ICMP type and code
     */
    private record Key(@Nullable SocketOwner process, long high, long low, int port, int versions, int kind) {
        static Key of(ProcessDestination pair, Bounce.Icmp icmp) {
            IpAddress address = pair.address();
            return new Key(
                    pair.process(),
                    address.high(),
                    address.low(),
                    pair.port(),
                    address.version() << 8 | icmp.version(),
                    icmp.type() << 8 | icmp.code());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && low == key.low
                    && high == key.high
                    && port == key.port
                    && versions == key.versions
                    && kind == key.kind
                    && Objects.equals(process, key.process);
        }

        @Override
        public int hashCode() {
            int destination = Long.hashCode(low * 31 + high) * 31 + port;
            return ((Objects.hashCode(process) * 31 + destination) * 31 + versions) * 31 + kind;
        }
    }

    private static final class Sends {
        private long count;
    }

    private static final class Row {
        private final ProcessDestination pair;
        private final IcmpCode error;
        private final Sends sends;
        private long bounced;
        private long orphans;
        private final ToldCounts told = new ToldCounts();
        private long lostSends;
        private long firstNs = Long.MAX_VALUE;

        Row(ProcessDestination pair, IcmpCode error, Sends sends) {
            this.pair = pair;
            this.error = error;
            this.sends = sends;
        }
    }

    private final boolean countsSends;
    private final Map<ProcessDestination, Sends> sends = new HashMap<>();
    private final Map<ProcessDestination, Sends> quiet = new LinkedHashMap<>(16, LOAD, true);
    private final Map<Key, Row> rows = new LinkedHashMap<>();
    private final RecentFrames<SocketOwner> senders = new RecentFrames<>();
    private final JudgedErrors<Row> judged = new JudgedErrors<>();
    private long elsewhere;
    private long forgotten;

    /** @param countsSends whether every datagram is passed to {@link #sent}, as in a live capture */
    public BounceTable(boolean countsSends) {
        this.countsSends = countsSends;
    }

    /** Adds a datagram, whether it is shown or not. */
    public void sent(Event.UdpSend event) {
        if (!countsSends) {
            return;
        }
        SocketOwner process = processOf(event.owner());
        senders.put(event.send().frame(), process);
        Flow flow = event.send().flow();
        sends(new ProcessDestination(flow.destination(), flow.destinationPort(), process)).count++;
    }

    private static @Nullable SocketOwner processOf(@Nullable SocketOwner owner) {
        return owner == null ? null : owner.process();
    }

    private Sends sends(ProcessDestination pair) {
        Sends known = sends.get(pair);
        if (known == null) {
            known = quiet.get(pair);
        }
        if (known == null) {
            if (quiet.size() == MOST_QUIET) {
                quiet.remove(quiet.keySet().iterator().next());
                forgotten++;
            }
            known = new Sends();
            quiet.put(pair, known);
        }
        return known;
    }

    /** Adds an event that is shown. */
    public void add(Event event) {
        if (event instanceof Event.IcmpError error
                && error.bounce().attribution().duplicateOf() == 0) {
            error(error);
        } else if (event instanceof Event.Syscall call) {
            call(call.call());
        } else if (event instanceof Event.Delivery told) {
            delivery(told.delivery());
        }
    }

    private void error(Event.IcmpError error) {
        Bounce bounce = error.bounce();
        Send cause = bounce.attribution().cause();
        Bounce.Icmp icmp = bounce.icmp();
        Row row = row(pair(error, cause), icmp, cause == null);
        if (row == null) {
            elsewhere++;
            return;
        }
        if (cause == null) {
            row.orphans++;
        } else {
            row.bounced++;
        }
        boolean timed = cause == null ? bounce.sighting().hasTime() : cause.hasTime();
        if (timed) {
            row.firstNs =
                    Math.min(row.firstNs, cause == null ? bounce.sighting().timeNs() : cause.timeNs());
        }
        row.told.add(error.fate());
        if (countsSends) {
            judged.put(bounce.sighting().frame(), row, error.fate());
        }
    }

    private ProcessDestination pair(Event.IcmpError error, @Nullable Send cause) {
        SocketOwner sender = cause == null || !countsSends ? null : senders.get(cause.frame());
        SocketOwner process =
                sender == null && error.fate() != null ? processOf(error.fate().owner()) : sender;
        Flow flow = error.bounce().datagramFlow();
        return new ProcessDestination(flow.destination(), flow.destinationPort(), process);
    }

    private @Nullable Row row(ProcessDestination pair, Bounce.Icmp icmp, boolean isOrphan) {
        Key key = Key.of(pair, icmp);
        Row known = rows.get(key);
        if (known != null) {
            return known;
        }
        if (rows.size() >= (isOrphan ? MOST_ROWS / 2 : MOST_ROWS)) {
            return null;
        }
        Sends counted = sends(pair);
        sends.put(pair, counted);
        quiet.remove(pair);
        Row row = new Row(pair, icmp.meaning(), counted);
        rows.put(key, row);
        return row;
    }

    private void call(SocketCall call) {
        List<Long> reports = call.links().reports();
        Row row = reports.isEmpty() ? null : judged.rowOf(reports.get(0));
        if (row != null) {
            row.lostSends += call.lostDatagrams();
        }
    }

    /** Replaces what was predicted of the errors by what the kernel was seen to do. */
    private void delivery(ObservedDelivery delivery) {
        judged.observe(delivery, (row, before, told) -> row.told.observe(before, told));
        Row row = judged.rowOf(delivery.errors().frame());
        if (row != null && delivery.by() == ObservedDelivery.By.SEND) {
            row.lostSends++;
        }
    }

    /**
     * Returns the rows, most bounces first.
     *
     * @param destinations the destinations, for the datagrams to them if they are not counted here
     */
    public Sums sums(List<DestinationRecord> destinations) {
        Map<ProcessDestination, Long> others = new HashMap<>();
        if (!countsSends) {
            for (DestinationRecord each : destinations) {
                others.put(
                        new ProcessDestination(each.address(), each.port(), null),
                        each.sends().count());
            }
        }
        List<BounceRow> list = new ArrayList<>(rows.size());
        rows.values()
                .forEach(row ->
                        list.add(record(row, countsSends ? row.sends.count : others.getOrDefault(row.pair, -1L))));
        list.sort(BounceRow.Order.BOUNCED.rows());
        return new Sums(List.copyOf(list), 0, elsewhere, forgotten);
    }

    private static BounceRow record(Row row, long sent) {
        return new BounceRow(
                row.pair.process(),
                row.pair.address(),
                row.pair.port(),
                row.error,
                sent < 0 ? sent : Math.max(sent, row.bounced),
                row.bounced,
                row.orphans,
                row.told.told(),
                row.told.untold(),
                row.told.unknown(),
                row.lostSends,
                row.firstNs == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(row.firstNs));
    }

    /**
     * The rows of a timeline.
     *
     * @param more rows that the user does not want to see
     * @param elsewhere errors that there was no row for
     * @param forgotten processes and destinations whose datagrams were counted and dropped before the first error, if
     *     any
     */
    public record Sums(List<BounceRow> rows, long more, long elsewhere, long forgotten) {
        public static final Sums NONE = new Sums(List.of(), 0, 0, 0);

        /** Returns these rows in an order, and at most {@code most} of them. */
        public Sums ordered(BounceRow.Order order, int most) {
            List<BounceRow> ordered = new ArrayList<>(rows);
            ordered.sort(order.rows());
            List<BounceRow> kept = ordered.subList(0, Math.min(most, ordered.size()));
            return new Sums(List.copyOf(kept), more + ordered.size() - kept.size(), elsewhere, forgotten);
        }
    }
}
