// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.outcome.FlowReports;
import dev.udpbounce.correlate.outcome.Outcomes;
import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.PendingSends;

/**
 * Keeps the flows of datagrams. A flow is removed and reported once all its sends have left, and only to make room for
 * others.
 */
final class FlowRetention {
    private final PendingSends sends;
    private final FlowTable flows;
    private final Chains chains;
    private final SendRetention retention;
    private final Outcomes outcomes;
    private final FlowReports reports;

    FlowRetention(
            PendingSends sends,
            FlowTable flows,
            Chains chains,
            SendRetention retention,
            Outcomes outcomes,
            FlowReports reports) {
        this.sends = sends;
        this.flows = flows;
        this.chains = chains;
        this.retention = retention;
        this.outcomes = outcomes;
        this.reports = reports;
    }

    /** Loads the place where {@link #slot} starts to look. */
    long touch(long flow) {
        return flows.touch(flow);
    }

    /** Returns the slot of a flow, adding the flow if it is missing. */
    int slot(long flow) {
        int slot = flows.find(flow);
        if (slot >= 0) {
            return slot;
        }
        if (flows.isFull()) {
            makeRoom();
            slot = flows.find(flow);
        }
        return flows.insert(flow, slot);
    }

    /** Returns whether a datagram of the flow in this direction is waiting or, if only counted, would be. */
    boolean isWaiting(int slot, int direction) {
        return chains.last(slot, direction) != 0 || isRecent(slot, direction);
    }

    /** Returns whether the flow's last datagram in this direction has not expired; false if none is only counted. */
    private boolean isRecent(int slot, int direction) {
        return flows.isCounting()
                && flows.sends(slot, direction) != 0
                && !retention.wouldHaveExpired(flows.endNs(slot, direction));
    }

    /** Removes flows without waiting sends; while too few can go, it removes the older half of all sends first. */
    void makeRoom() {
        flows.sweep(slot -> keeps(slot, true));
        if (flows.isCounting() && isCrowded()) {
            flows.sweep(slot -> keeps(slot, false));
        }
        while (isCrowded()) {
            if (sends.size() == 0) {
                break;
            }
            retention.removeOlderHalf();
            flows.sweep(slot -> keeps(slot, false));
        }
    }

    private boolean isCrowded() {
        return flows.size() > flows.limit() * 3 / 4 || outcomes.areMany();
    }

    /** @param counted whether recent datagrams of which no more is kept are a reason, too */
    private boolean keeps(int slot, boolean counted) {
        if (chains.last(slot, 0) != 0 || chains.last(slot, 1) != 0) {
            return true;
        }
        if (counted && (isRecent(slot, 0) || isRecent(slot, 1))) {
            return true;
        }
        reports.end(slot);
        return false;
    }
}
