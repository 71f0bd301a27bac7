// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.focus;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.Event.FlowSummary;
import dev.udpbounce.event.Event.IcmpError;
import dev.udpbounce.event.Event.Syscall;
import dev.udpbounce.event.Event.UdpSend;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Summary.LeftOut;
import dev.udpbounce.event.Summary.Shown;

/** Counts the events that were passed on, by what they find, and those that were not. */
final class ShownCounts {
    private long sends;
    private long errors;
    private long calls;
    private long flows;
    private long deliveries;
    private long distinct;
    private long untold;
    private long stale;
    private long lostSends;

    void seen(Event event) {
        count(event, 1);
    }

    /** Counts an event that was seen before, or is now. */
    void passed(Event event) {
        count(event, -1);
        if (event instanceof IcmpError error) {
            distinct += error.bounce().attribution().duplicateOf() == 0 ? 1 : 0;
            untold += error.fate() != null && error.fate().isUntold() ? 1 : 0;
        } else if (event instanceof Syscall call) {
            stale += call.call().links().staleFrom() == null ? 0 : 1;
            lostSends += call.call().lostDatagrams();
        } else if (event instanceof Event.Delivery told) {
            untold += told.delivery().by() == ObservedDelivery.By.CLOSED ? 1 : 0;
            stale += told.delivery().stale() ? 1 : 0;
            lostSends += told.delivery().by() == ObservedDelivery.By.SEND ? 1 : 0;
        }
    }

    private void count(Event event, int by) {
        sends += event instanceof UdpSend ? by : 0;
        errors += event instanceof IcmpError ? by : 0;
        calls += event instanceof Syscall ? by : 0;
        flows += event instanceof FlowSummary ? by : 0;
        deliveries += event instanceof Event.Delivery ? by : 0;
    }

    Shown shown() {
        return new Shown(distinct, untold, stale, lostSends, new LeftOut(sends, errors, calls, flows, deliveries));
    }
}
