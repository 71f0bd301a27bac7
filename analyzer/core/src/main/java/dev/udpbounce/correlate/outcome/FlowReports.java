// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.FlowRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Ends flows: counts their answered sends and reports those that are followed. A flow that ends to make room for others
 * is reported immediately. Those that are left at the end of the capture are reported in the order in which their sums
 * were created, whatever their places in the flow table.
 */
public final class FlowReports {
    /** The report of a flow direction; ordered by the creation of its sums. */
    private record Report(long number, FlowRecord flow) implements Comparable<Report> {
        @Override
        public int compareTo(Report other) {
            return Long.compare(number, other.number);
        }
    }

    private static final long UNSIGNED = 0xffffffffL;

    private final FlowTable flows;
    private final FlowSums sums;
    private final OutcomeHandler handler;
    private final boolean reportsFlows;
    private final boolean allFlows;
    /** Reports of ended flows that are not emitted yet. */
    private final List<Report> reports = new ArrayList<>();

    private long answered;

    /** @param allFlows whether flows are reported that did not bounce */
    public FlowReports(FlowTable flows, FlowSums sums, OutcomeHandler handler, boolean allFlows) {
        this.flows = flows;
        this.sums = sums;
        this.handler = handler;
        this.allFlows = allFlows;
        reportsFlows = handler.wantsFlows();
    }

    /** Ends a flow without waiting sends. */
    public void end(int slot) {
        close(slot);
        report();
    }

    /** Ends all flows. */
    public void endAll() {
        for (int slot = flows.first(); slot >= 0; slot = flows.after(slot)) {
            close(slot);
        }
        Collections.sort(reports);
        report();
    }

    private void close(int slot) {
        for (int direction = 0; direction < 2; direction++) {
            FlowSum sum = sums.of(slot, direction);
            if (sum == null) {
                answered += flows.answeredThrough(slot, direction) & UNSIGNED;
            } else {
                close(sum, slot, direction);
                sums.remove(slot, direction);
            }
        }
    }

    private void close(FlowSum sum, int slot, int direction) {
        int all = flows.sends(slot, direction);
        int through = flows.answeredThrough(slot, direction);
        int silenced = flows.suppressed(slot, direction);
        answered += sum.answered(through);
        if (flows.isCounting() && sum.destinationIsKnown()) {
            sum.settledAt(flows.endNs(slot, direction));
        }
        sum.end(reportsFlows);
        Flow flow = sum.flow();
        if (reportsFlows && flow != null && (sum.bounced() > 0 || allFlows)) {
            FlowRecord record = sum.record(flow, flows.start(slot, direction), all, through, silenced);
            reports.add(new Report(sum.number(), record));
        }
    }

    private void report() {
        if (reports.isEmpty()) {
            return; // without an iterator
        }
        for (Report report : reports) {
            handler.onFlow(report.flow());
        }
        reports.clear();
    }

    /** Returns the number of answered sends of the flows that have ended. */
    public long answered() {
        return answered;
    }
}
