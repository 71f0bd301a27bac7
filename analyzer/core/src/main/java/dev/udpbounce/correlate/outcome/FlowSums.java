// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.event.OctetBudget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sums of flows, by their numbers in the flow table. */
public final class FlowSums {
    private final FlowTable flows;
    private final OctetBudget delayBudget;
    private final int most;
    private final List<@Nullable FlowSum> sums = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private long begun;

    /**
     * @param most maximum number of sums
     * @param delayBudget budget of their delays
     */
    public FlowSums(FlowTable flows, int most, OctetBudget delayBudget) {
        this.flows = flows;
        this.most = most;
        this.delayBudget = delayBudget;
        sums.add(null);
    }

    /** Returns the sums of this direction, or null. */
    @Nullable
    FlowSum of(int slot, int direction) {
        int number = flows.sums(slot, direction);
        return number == 0 ? null : sums.get(number);
    }

    /** Returns the sums of this direction, creating them if needed. */
    FlowSum begin(int slot, int direction) {
        FlowSum sum = of(slot, direction);
        if (sum == null) {
            sum = new FlowSum(++begun, delayBudget);
            int number;
            if (free.isEmpty()) {
                number = sums.size();
                sums.add(sum);
            } else {
                number = free.remove(free.size() - 1);
                sums.set(number, sum);
            }
            flows.setSums(slot, direction, number);
        }
        return sum;
    }

    /** Returns whether flows should be removed before sums for another are created. */
    boolean areFull() {
        return size() + 2 > most;
    }

    /** Returns whether more than about three quarters of the room is taken. */
    boolean areMany() {
        return size() + 1 > most * 3 / 4;
    }

    private int size() {
        return sums.size() - 1 - free.size();
    }

    /** Removes the sums of this direction, which exist, after they were reported. */
    void remove(int slot, int direction) {
        int number = flows.sums(slot, direction);
        sums.set(number, null);
        free.add(number);
    }
}
