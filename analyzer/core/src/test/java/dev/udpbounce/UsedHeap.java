// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce;

/** Measures the heap that reachable objects take. */
public final class UsedHeap {
    /**
     * The serial collector leaves garbage of up to 5 % of the old generation where it is, and counts it as used, except
     * in every fourth collection (HotSpot's MarkSweepDeadRatio and MarkSweepAlwaysCompactCount).
     */
    private static final int COLLECTIONS = 4;

    private UsedHeap() {}

    /** Returns the octets of the heap after garbage has been collected. */
    public static long octets() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
