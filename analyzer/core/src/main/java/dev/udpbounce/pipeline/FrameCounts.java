// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import dev.udpbounce.capture.FrameBatch;

/** Number, octets and time range of the frames. */
final class FrameCounts {
    private long packets;
    private long bytes;
    private long firstNs;
    private long lastNs = Long.MIN_VALUE;
    private long untimed;

    void count(FrameBatch batch) {
        int[] captured = batch.capturedLengths();
        for (int i = 0; i < batch.size(); i++) {
            bytes += captured[i];
        }
        if (batch.hasTimes()) {
            time(batch);
        } else {
            untimed += batch.size();
        }
        packets += batch.size();
    }

    private void time(FrameBatch batch) {
        long[] timesNs = batch.timesNs();
        if (!hasTimes()) {
            firstNs = timesNs[0];
        }
        for (int i = 0; i < batch.size(); i++) {
            lastNs = Math.max(lastNs, timesNs[i]);
        }
    }

    /** Whether any of them has a time. */
    boolean hasTimes() {
        return packets > untimed;
    }

    /** How many have none. */
    long untimed() {
        return untimed;
    }

    long packets() {
        return packets;
    }

    /** Captured octets of the frames. */
    long bytes() {
        return bytes;
    }

    /** Time of the first one that has one, nanoseconds since the Unix epoch; 0 without any. */
    long firstNs() {
        return firstNs;
    }

    /** Time of the latest frame, in nanoseconds since the Unix epoch; 0 without frames. */
    long lastNs() {
        return hasTimes() ? lastNs : 0;
    }
}
