// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import java.util.ArrayList;
import java.util.List;

/**
 * The common axis of all strips: bins of equal duration from the first packet on. When a time is beyond the last bin, the
 * bins become twice as long, and those of every strip are added in pairs.
 */
final class TimeAxis {
    static final int BINS = 480;
    private static final long FIRST_BIN_NS = 1_000;

    private final List<Strip> strips = new ArrayList<>();
    private long startNs;
    private long binNs = FIRST_BIN_NS;
    private boolean begun;
    private long lastNs = Long.MIN_VALUE;

    /** Begins the axis at a time; the first call counts. */
    void begin(long timeNs) {
        if (!begun) {
            begun = true;
            startNs = timeNs;
            lastNs = timeNs;
        }
    }

    /** Returns a new strip. */
    Strip strip() {
        Strip strip = new Strip(this);
        strips.add(strip);
        return strip;
    }

    /** Returns the bin of a time; a time before the start is in the first one. */
    int bin(long timeNs) {
        begin(timeNs);
        lastNs = Math.max(lastNs, timeNs);
        long offsetNs = Math.max(0, timeNs - startNs);
        while (offsetNs / binNs >= BINS) {
            binNs *= 2;
            strips.forEach(Strip::fold);
        }
        return (int) (offsetNs / binNs);
    }

    boolean begun() {
        return begun;
    }

    /** Start of the axis, nanoseconds since the Unix epoch. */
    long startNs() {
        return startNs;
    }

    /** Nanoseconds from the start to the last time, at least 1. */
    long spanNs() {
        return Math.max(1, lastNs - startNs);
    }

    /** Nanoseconds of a bin. */
    long binNs() {
        return binNs;
    }
}
