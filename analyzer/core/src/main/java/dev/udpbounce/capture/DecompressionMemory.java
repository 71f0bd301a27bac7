// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory budget shared by the decompressors of one run, inside and outside the Java heap, since a header of a few
 * octets can request much. Each takes its share before allocating and gives it back when closed. Thread-safe.
 */
public final class DecompressionMemory {
    private static final int HEAP_SHARE = 2;
    private static final int MIB = 20;
    private static final int NEARLY_NONE = 1 << MIB;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    /** @param most budget in octets */
    public DecompressionMemory(long most) {
        this.most = most;
    }

    /** Returns a budget of half the maximum Java heap. */
    static DecompressionMemory ofThisProcess() {
        return new DecompressionMemory(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /**
     * Takes octets from the budget. If at most 1 MiB is taken, any request is granted.
     *
     * @throws IOException if fewer octets are left; the message names the number
     */
    public void take(long octets) throws IOException {
        long before;
        do {
            before = taken.get();
            if (before > NEARLY_NONE && octets > most - before) {
                throw new IOException(
                        "not enough memory to decompress it: " + mib(octets) + " MiB are wanted, and of the "
                                + mib(most) + " MiB that decompression may take, half of the Java heap (-Xmx), "
                                + mib(Math.max(0, most - before)) + " are left");
            }
        } while (!taken.compareAndSet(before, before + octets));
    }

    private static long mib(long octets) {
        return octets >> MIB;
    }

    /** Gives octets back. */
    public void give(long octets) {
        taken.addAndGet(-octets);
    }

    /** Octets taken. */
    public long taken() {
        return taken.get();
    }
}
