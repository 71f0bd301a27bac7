// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

/** The interface of a run to other threads: its progress and their requests. Thread-safe. */
final class RunControl {
    private volatile boolean stopped;
    private volatile long packets;
    private volatile long bytes;
    private volatile boolean summaryAsked;

    void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    /** Returns whether the run was stopped. Clears the stop. */
    boolean takeStop() {
        boolean taken = stopped;
        stopped = false;
        return taken;
    }

    void progress(long newPackets, long newBytes) {
        packets = newPackets;
        bytes = newBytes;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    void askSummary() {
        summaryAsked = true;
    }

    /** Returns whether a summary was requested. Clears the request. */
    boolean takeSummaryRequest() {
        boolean taken = summaryAsked;
        summaryAsked = false;
        return taken;
    }
}
