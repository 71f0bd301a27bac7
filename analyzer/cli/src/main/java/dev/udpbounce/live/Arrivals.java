// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.kernel.sys.RealTime;

/**
 * Counts the packets of one handle as they arrive from the kernel. Packets that waited in the kernel before the first
 * reading of its counts are left out, as they are from those counts. One thread counts; any thread may read.
 */
final class Arrivals {
    /** The time after which no packet arrives that waited in the kernel before the first reading. */
    private static final long BEGINNING_NS = 1_000_000_000;

    private final boolean seenTwice;
    private final boolean cooked;
    private long baselineNs = Long.MIN_VALUE;
    private long begunNs;
    private boolean counting;
    private volatile long all;
    private volatile long ofTwice;

    /**
     * Counts nothing yet.
     *
     * @param name the interface, {@link CaptureOptions#ANY} for all interfaces
     * @param isLoopbackTwice whether the kernel sees the packets of the loopback interface twice
     */
    Arrivals(String name, boolean isLoopbackTwice) {
        seenTwice = isLoopbackTwice && name.equals(CaptureOptions.LOOPBACK);
        cooked = isLoopbackTwice && name.equals(CaptureOptions.ANY);
    }

    /** Records that the kernel's counts are about to be read for the first time. */
    void begin() {
        baselineNs = RealTime.nowNs();
        begunNs = System.nanoTime();
    }

    /** Counts a packet. Only the capturing thread calls this, so that incrementing a volatile field loses nothing. */
    void count(byte[] octets, long timeNs) {
        // Permanent once set: the clock may be set back to before the first reading.
        counting = counting || timeNs >= baselineNs || System.nanoTime() - begunNs > BEGINNING_NS;
        if (!counting) {
            return;
        }
        if (seenTwice || (cooked && InterfaceOrigins.index(octets) == InterfaceOrigins.LOOPBACK_INDEX)) {
            long before = ofTwice;
            ofTwice = before + 1;
        }
        long before = all;
        all = before + 1;
    }

    /** Counts packets of a handle that sees none twice, from the first on. */
    void count(int packets) {
        long before = all;
        all = before + packets;
    }

    long all() {
        return all;
    }

    /** Returns the packets among them that the kernel saw twice, as it does all packets of the loopback interface. */
    long ofTwice() {
        return ofTwice;
    }
}
