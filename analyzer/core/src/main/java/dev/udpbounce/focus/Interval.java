// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.focus;

import dev.udpbounce.event.Event;

/**
 * A period, both ends included.
 *
 * @param fromNs nanoseconds since the Unix epoch
 */
record Interval(long fromNs, long toNs) {
    private static final Interval ALWAYS = new Interval(Long.MIN_VALUE, Long.MAX_VALUE);

    /**
     * Returns the period of a focus. If both its bounds are times of day, and the second is earlier, that is one of the
     * next day.
     *
     * @param firstNs time of the first packet
     */
    static Interval of(Focus focus, long firstNs) {
        TimeBound from = focus.from();
        TimeBound to = focus.to();
        TimeBound end = from == null || to == null ? to : to.after(firstNs, focus.zone(), from);
        return new Interval(
                from == null ? Long.MIN_VALUE : from.ns(firstNs, focus.zone()),
                end == null ? Long.MAX_VALUE : end.lastNs(firstNs, focus.zone()));
    }

    /** Returns whether an event is in the period; one without a time is in a period without bounds alone. */
    boolean contains(Event event) {
        return equals(ALWAYS) || (event.hasTime() && fromNs <= event.timeNs() && event.timeNs() <= toNs);
    }
}
