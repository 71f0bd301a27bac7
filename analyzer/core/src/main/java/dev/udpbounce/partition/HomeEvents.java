// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.CorrelationHandler;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.BounceTable;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.ErrorSums;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Prefix;
import dev.udpbounce.event.Send;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of the results of one home. With a window, an error is in the one that has its time, and the datagram that
 * it bounced is there with it, so that windows side by side have every event once; flows, which a window cuts, have none.
 */
final class HomeEvents implements CorrelationHandler {
    private final PartitionSettings settings;
    private final EventSink sink;
    private final ErrorSums errors = new ErrorSums();
    private final BounceTable table = new BounceTable(false);
    /** A bounced datagram, which comes just before its error. */
    private Event.@Nullable UdpSend held;

    HomeEvents(PartitionSettings settings, EventSink sink) {
        this.settings = settings;
        this.sink = sink;
    }

    @Override
    public void onSend(Send send, Outcome outcome, long errorFrame, long replyFrame, @Nullable Origin answeredIn) {
        held = new Event.UdpSend(send, outcome, errorFrame, replyFrame, null, Prefix.NONE, answeredIn);
    }

    @Override
    public void onBounce(Bounce bounce) {
        Event.UdpSend send = held;
        held = null;
        if (settings.hasWindow() && !settings.contains(bounce.sighting().timeNs())) {
            return;
        }
        Event.IcmpError error = new Event.IcmpError(bounce, null);
        errors.count(error);
        table.add(error);
        if (send != null) {
            pass(send);
        }
        pass(error);
    }

    @Override
    public boolean wantsFlows() {
        return !settings.hasWindow();
    }

    @Override
    public void onFlow(FlowRecord flow) {
        pass(new Event.FlowSummary(flow));
    }

    private void pass(Event event) {
        try {
            sink.event(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the sums of the errors. */
    void addTo(RunTotals totals, List<DestinationRecord> destinations) {
        totals.add(errors.sums(0), table.sums(destinations));
    }
}
