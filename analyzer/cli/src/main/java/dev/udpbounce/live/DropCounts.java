// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.live.CaptureHandle.KernelCounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The packets of one handle that never arrive: compares the kernel's counts with {@link Arrivals}. For any thread. */
final class DropCounts {
    private final CaptureHandle handle;
    private final Arrivals arrivals;
    private final CapturedNetwork network;
    private final boolean loopback;
    private final boolean isUnknown;
    /** Whether another program captures, whose counts are not known. */
    private final boolean isPiped;

    private final PacketCounts counts = new PacketCounts();
    private final List<String> faults = new ArrayList<>();
    private boolean complete;

    /** @param name the interface, {@link CaptureOptions#ANY} for all interfaces */
    DropCounts(String name, CapturedNetwork network, CaptureHandle handle, Arrivals arrivals) {
        this.network = network;
        this.handle = handle;
        this.arrivals = arrivals;
        loopback = name.equals(CaptureOptions.LOOPBACK);
        isPiped = name.equals(CaptureOptions.STANDARD_INPUT);
        isUnknown = isPiped || (network.name() != null && !loopback && !name.equals(CaptureOptions.ANY));
    }

    /** Starts counting, after the filter was set. */
    synchronized void begin() {
        // Before the counts are read: it is better to count too many packets as arrived in between than too few.
        arrivals.begin();
        KernelCounts statistics = statistics();
        if (statistics != null) {
            // Where the filter is set before packets come, they count from the first on.
            boolean later = handle.isLoopbackTwice();
            counts.begin(
                    later ? statistics.received() : 0, later ? statistics.dropped() : 0, interfaceDrops(statistics));
        }
    }

    /** Reads the kernel's counts. */
    synchronized void read() {
        KernelCounts statistics = statistics();
        if (statistics != null) {
            counts.add(statistics.received(), statistics.dropped(), interfaceDrops(statistics));
        }
    }

    /**
     * Returns whether all packets that passed the filter have arrived. This is unknown if packets were dropped that the
     * kernel sees twice, and if another program captures.
     */
    synchronized boolean allArrived() {
        read();
        return !isPiped && counts.allArrived(arrivals.all(), arrivals.ofTwice());
    }

    /** Records that the packets that have not arrived so far never will. */
    synchronized void complete() {
        complete = true;
    }

    /** Returns the packets that the kernel captured and that did not arrive; -1 if another program captures. */
    synchronized long byKernel() {
        return isPiped ? -1 : counts.lost(arrivals.all(), arrivals.ofTwice(), complete);
    }

    /**
     * Returns the packets that the interface dropped; -1 if that is not known: libpcap reads it from a file of the own
     * network namespace, and another program does not tell it.
     */
    synchronized long byInterface() {
        return isUnknown ? -1 : counts.droppedByInterface();
    }

    /** Returns warnings about the counts, one sentence each. */
    synchronized List<String> warnings() {
        List<String> warnings = new ArrayList<>(faults);
        long ofTwice = arrivals.ofTwice();
        if (ofTwice > 0 && ofTwice < arrivals.all() && counts.dropped() > 0) {
            warnings.add("of the dropped packets the kernel counts those of lo twice: their number is an estimate");
        }
        return warnings;
    }

    private @Nullable KernelCounts statistics() {
        try {
            return handle.counts();
        } catch (CaptureException e) {
            remember("the kernel's counts cannot be read: " + e.getMessage());
            return null;
        }
    }

    private long interfaceDrops(KernelCounts statistics) {
        try {
            return isUnknown ? 0 : loopback ? network.loopbackDrops() : statistics.droppedByInterface();
        } catch (IOException e) {
            remember("what lo drops is not known: " + e.getMessage());
            return 0;
        }
    }

    private void remember(String warning) {
        if (!faults.contains(warning)) {
            faults.add(warning);
        }
    }
}
