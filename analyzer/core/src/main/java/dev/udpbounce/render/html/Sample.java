// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events that the page shows one by one: all, if they are few; otherwise the first errors of each destination and
 * kind, and every <i>k</i>-th one.
 */
final class Sample {
    static final int MOST_WHOLE = 2500;
    private static final int MOST_FIRST = 600;
    private static final int FIRST_OF_EACH = 8;
    private static final int MOST_REGULAR = 600;

    private final List<Event> whole = new ArrayList<>();
    private final List<Event> first = new ArrayList<>();
    private final Map<String, Integer> ofEach = new HashMap<>();
    private List<Event> regular = new ArrayList<>();
    private long step = 1;
    private long events;
    private long errors;

    void add(Event event) {
        events++;
        if (events <= MOST_WHOLE) {
            whole.add(event);
        } else {
            whole.clear();
        }
        if (event instanceof Event.IcmpError error) {
            add(error);
        }
    }

    private void add(Event.IcmpError error) {
        long ordinal = errors++;
        if (first.size() < MOST_FIRST && ofEach.merge(kind(error), 1, Integer::sum) <= FIRST_OF_EACH) {
            first.add(error);
        } else if (ordinal % step == 0) {
            regular.add(error);
            if (regular.size() == 2 * MOST_REGULAR) {
                thin();
            }
        }
    }

    private void thin() {
        step *= 2;
        List<Event> half = new ArrayList<>(MOST_REGULAR);
        for (int i = 0; i < regular.size(); i += 2) {
            half.add(regular.get(i));
        }
        regular = half;
    }

    private static String kind(Event.IcmpError error) {
        Quoted quoted = error.bounce().quoted();
        return error.bounce().icmp().type() + "/" + error.bounce().icmp().code() + " "
                + quoted.flow().destination() + " " + quoted.flow().destinationPort();
    }

    /** Returns whether {@link #events} are all events. */
    boolean isWhole() {
        return events <= MOST_WHOLE;
    }

    /** Returns all events, or a sample of the errors. */
    List<Event> events() {
        if (isWhole()) {
            return whole;
        }
        List<Event> sample = new ArrayList<>(first);
        sample.addAll(regular);
        return sample;
    }

    /** Errors of which {@link #events} are a sample. */
    long errors() {
        return errors;
    }

    /** Every how many errors one is taken, if the sample is not whole. */
    long step() {
        return step;
    }
}
