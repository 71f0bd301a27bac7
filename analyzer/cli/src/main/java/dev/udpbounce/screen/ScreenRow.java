// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.ProcessDestination;
import dev.udpbounce.event.ToldCounts;
import dev.udpbounce.icmp.IcmpCode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sums and the latest events of one process and destination. */
final class ScreenRow {
    /** Events that are kept. */
    static final int MOST_EVENTS = 40;

    private static final int DELAYS = 64;

    private final ProcessDestination key;
    private final long createdNs;
    private final Deque<Event> events = new ArrayDeque<>();
    private final SecondBars bars = new SecondBars();
    private final long[] delays = new long[DELAYS];
    private long delayCount;
    private long sent;
    private long bounced;
    private final ToldCounts told = new ToldCounts();
    private @Nullable IcmpCode error;
    private long errorNs;
    private @Nullable RowView view;

    ScreenRow(ProcessDestination key, long createdNs) {
        this.key = key;
        this.createdNs = createdNs;
    }

    ProcessDestination key() {
        return key;
    }

    boolean hasErrors() {
        return bounced > 0;
    }

    void sent(Event event) {
        sent++;
        add(event);
    }

    void add(Event event) {
        if (events.size() == MOST_EVENTS) {
            events.removeFirst();
        }
        events.add(event);
        view = null;
    }

    void error(Event.IcmpError event, long nowNs) {
        bounced++;
        error = event.bounce().icmp().meaning();
        errorNs = event.timeNs();
        bars.count(nowNs);
        if (event.bounce().attribution().cause() != null && event.bounce().hasDelay()) {
            delays[(int) (delayCount++ % DELAYS)] = event.bounce().delayNs();
        }
        told.add(event.fate());
        add(event);
    }

    /** Replaces what was known of an error by what was observed. */
    void observe(@Nullable Fate before, boolean isTold) {
        told.observe(before, isTold);
        view = null;
    }

    /** Returns the row as it is now. */
    RowView view() {
        RowView known = view;
        if (known == null) {
            known = new RowView(
                    key,
                    sent,
                    bounced,
                    told.told(),
                    told.untold(),
                    error,
                    errorNs,
                    delay(),
                    bars.copy(),
                    createdNs,
                    List.copyOf(events));
            view = known;
        }
        return known;
    }

    private long delay() {
        int count = (int) Math.min(delayCount, DELAYS);
        if (count == 0) {
            return -1;
        }
        long[] sorted = Arrays.copyOf(delays, count);
        Arrays.sort(sorted);
        return sorted[count / 2];
    }
}
