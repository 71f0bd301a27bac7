// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.icmp.IcmpTable;

/** Finds the reason why an error has no cause among the datagrams of the capture. */
final class OrphanReasons {
    /** An error within this time of the first packet may be about a datagram from before the capture. */
    private static final long EARLY_NS = 10_000_000_000L;

    private final FlowTable flows;
    private final CauseSearch search;
    private final FlowRetention flowRetention;
    private final SendRetention retention;

    OrphanReasons(FlowTable flows, CauseSearch search, FlowRetention flowRetention, SendRetention retention) {
        this.flows = flows;
        this.search = search;
        this.flowRetention = flowRetention;
        this.retention = retention;
    }

    /**
     * Returns the reason why the last search, for this error, found no cause.
     *
     * @param startNs time of the first packet of the capture
     */
    OrphanReason of(IcmpError error, Frame frame, long startNs) {
        Datagram quote = error.quote();
        int direction = search.quotedDirection(quote);
        int slot = search.quotedSlot(quote);
        if (slot < 0 || flows.sends(slot, direction) == 0) {
            boolean flowIsNew = slot < 0 || flows.sends(slot, 1 - direction) == 0;
            return unseen(error, frame, flowIsNew, startNs);
        }
        if (!flowRetention.isWaiting(slot, direction)) {
            return retention.reasonOfLeaving(slot, direction);
        }
        return search.leftSomeOut() ? OrphanReason.UNCOMPARED : unseen(error, frame, false, startNs);
    }

    /** @param flowIsNew whether no datagram of the quoted flow, in either direction, was seen before the error */
    private static OrphanReason unseen(IcmpError error, Frame frame, boolean flowIsNew, long startNs) {
        if (!error.isToQuotedSource()) {
            return OrphanReason.SPOOFED;
        }
        IpAddress source = new IpAddress(error.version(), error.sourceHigh(), error.sourceLow());
        Flow quoted = BounceRecords.flow(error.quote());
        if (BounceRecords.reporter(source, quoted, quoted.source()) == Reporter.LOCAL) {
            boolean host =
                    IcmpTable.of(error.version(), error.type(), error.code()).isHostUnreachable();
            return host ? OrphanReason.LOCAL_UNREACHABLE : OrphanReason.LOCAL_REJECT;
        }
        boolean early = frame.hasTime() && frame.timeNs() - startNs <= EARLY_NS;
        return flowIsNew && early ? OrphanReason.BEFORE_CAPTURE : OrphanReason.UNSEEN;
    }
}
