// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.JudgedErrors;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.ProcessDestination;
import dev.udpbounce.event.RecentFrames;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Sums up a live timeline in a row for each process and destination. A datagram that goes back to where one came from is a
 * reply, and no destination of its own. Bounded: the least recently used rows are dropped and counted, those without an
 * error first. Thread-safe: one thread adds events, another takes snapshots.
 */
public final class ScreenModel implements EventSink {
    /** Rows with errors, and as many without. */
    private static final int MOST_ROWS = 1000;

    private static final int MOST_FLOWS = 1 << 14;
    private static final float LOAD = 0.75f;

    private final LongSupplier nanoTime;
    private final LongSupplier epochTime;
    private final int mostRows;
    private final Map<ProcessDestination, ScreenRow> quiet = new LinkedHashMap<>(16, LOAD, true);
    private final Map<ProcessDestination, ScreenRow> failing = new LinkedHashMap<>(16, LOAD, true);
    private final RecentFrames<ScreenRow> rowOfFrame = new RecentFrames<>();
    private final JudgedErrors<ScreenRow> judged = new JudgedErrors<>();
    private final Set<Flow> begun = new LinkedHashSet<>();
    /** All rows together, dropped ones too. */
    private final ScreenRow all;

    private long forgotten;

    /**
     * Creates an empty model.
     *
     * @param nanoTime a clock such as System.nanoTime
     * @param epochTime the time in nanoseconds since the Unix epoch
     */
    public ScreenModel(LongSupplier nanoTime, LongSupplier epochTime) {
        this(nanoTime, epochTime, MOST_ROWS);
    }

    ScreenModel(LongSupplier nanoTime, LongSupplier epochTime, int mostRows) {
        this.nanoTime = nanoTime;
        this.epochTime = epochTime;
        this.mostRows = mostRows;
        all = new ScreenRow(new ProcessDestination(new IpAddress(4, 0, 0), -1, null), nanoTime.getAsLong());
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    @Override
    public boolean wantsFlows() {
        return false;
    }

    @Override
    public synchronized void event(Event event) {
        if (event instanceof Event.UdpSend send) {
            sent(send);
        } else if (event instanceof Event.IcmpError error) {
            error(error);
        } else if (event instanceof Event.Delivery delivery) {
            delivery(delivery);
        }
    }

    private void sent(Event.UdpSend event) {
        Flow flow = event.send().flow();
        if (begun.contains(flow.reversed())) {
            return;
        }
        if (begun.add(flow) && begun.size() > MOST_FLOWS) {
            begun.remove(begun.iterator().next());
        }
        ScreenRow row = row(ProcessDestination.of(flow, event.owner()));
        rowOfFrame.put(event.send().frame(), row);
        row.sent(event);
        all.sent(event);
    }

    private ScreenRow row(ProcessDestination key) {
        ScreenRow known = failing.get(key);
        if (known == null) {
            known = quiet.get(key);
        }
        if (known == null) {
            makeRoom(quiet);
            known = new ScreenRow(key, nanoTime.getAsLong());
            quiet.put(key, known);
        }
        return known;
    }

    private void makeRoom(Map<ProcessDestination, ScreenRow> rows) {
        if (rows.size() >= mostRows) {
            rows.remove(rows.keySet().iterator().next());
            forgotten++;
        }
    }

    private void error(Event.IcmpError event) {
        Bounce bounce = event.bounce();
        if (bounce.attribution().duplicateOf() != 0) {
            return;
        }
        ScreenRow row = rowOf(event);
        row.error(event, nanoTime.getAsLong());
        all.error(event, nanoTime.getAsLong());
        if (quiet.remove(row.key()) != null) {
            makeRoom(failing);
            failing.put(row.key(), row);
        }
        judged.put(bounce.sighting().frame(), row, event.fate());
    }

    private ScreenRow rowOf(Event.IcmpError event) {
        Bounce bounce = event.bounce();
        Send cause = bounce.attribution().cause();
        ScreenRow known = cause == null ? null : rowOfFrame.get(cause.frame());
        SocketOwner owner = known != null
                ? known.key().process()
                : event.fate() == null ? null : event.fate().owner();
        Flow flow =
                known == null && cause != null ? cause.flow() : bounce.quoted().flow();
        // The row may have been dropped since.
        return row(known == null ? ProcessDestination.of(flow, owner) : known.key());
    }

    /** Replaces what was predicted of errors by what the kernel was seen to do. */
    private void delivery(Event.Delivery event) {
        ObservedDelivery delivery = event.delivery();
        judged.observe(delivery, (row, before, told) -> {
            row.observe(before, told);
            all.observe(before, told);
        });
        ScreenRow row = judged.rowOf(delivery.errors().frame());
        if (row != null) {
            row.add(event);
        }
        all.add(event);
    }

    /** Returns what there is now. */
    synchronized Snapshot snapshot() {
        List<RowView> rows = new ArrayList<>(failing.size() + quiet.size());
        failing.values().forEach(row -> rows.add(row.view()));
        quiet.values().forEach(row -> rows.add(row.view()));
        rows.sort(Comparator.comparingLong(RowView::createdNs));
        return new Snapshot(rows, all.view(), forgotten, epochTime.getAsLong(), nanoTime.getAsLong());
    }
}
