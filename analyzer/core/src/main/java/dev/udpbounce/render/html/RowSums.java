// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.event.Event;
import dev.udpbounce.icmp.IcmpCode;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What the page says of one destination or one process. */
final class RowSums {
    private static final int MOST_NAMES = 3;

    private final Strip strip;
    private final EnumMap<Told, Long> told = new EnumMap<>(Told.class);
    private final EnumMap<Reason, Long> reasons = new EnumMap<>(Reason.class);
    private final EnumMap<Reason, IcmpCode> codes = new EnumMap<>(Reason.class);
    private final Set<String> names = new LinkedHashSet<>();
    private long sent;
    private long bounced;
    private int mtu = -1;

    RowSums(Strip strip) {
        this.strip = strip;
    }

    void sent(long timeNs, boolean hasTime) {
        sent++;
        if (hasTime) {
            strip.sent(timeNs);
        }
    }

    /** Adds an error that is matched with a datagram and is no repetition. */
    void bounced(Event.IcmpError error) {
        bounced++;
        IcmpCode meaning = error.bounce().icmp().meaning();
        Reason reason = Reason.of(meaning);
        reasons.merge(reason, 1L, Long::sum);
        codes.putIfAbsent(reason, meaning);
        mtu = error.bounce().icmp().mtu() > 0 ? error.bounce().icmp().mtu() : mtu;
        told.merge(Told.of(error), 1L, Long::sum);
        if (error.hasTime()) {
            strip.bounced(error.timeNs());
        }
    }

    /** Adds the name of a process, if there is room for it. */
    void named(String process) {
        if (names.size() < MOST_NAMES) {
            names.add(process);
        }
    }

    Strip strip() {
        return strip;
    }

    Map<Told, Long> told() {
        return told;
    }

    /** Errors by reason, in the order of the reasons. */
    Map<Reason, Long> reasons() {
        return reasons;
    }

    /** The first error of each reason. */
    Map<Reason, IcmpCode> codes() {
        return codes;
    }

    Set<String> names() {
        return names;
    }

    long sent() {
        return sent;
    }

    long bounced() {
        return bounced;
    }

    /** The latest MTU that an error had; -1 for none. */
    int mtu() {
        return mtu;
    }
}
