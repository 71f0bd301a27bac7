// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import org.jspecify.annotations.Nullable;

/** A traced thread. */
final class Tracee {
    final int tid;
    final TracedProcess process;
    private @Nullable InFlight flight;

    Tracee(int tid, TracedProcess process) {
        this.tid = tid;
        this.process = process;
    }

    void entered(@Nullable InFlight newFlight) {
        flight = newFlight;
    }

    /** Returns the call in flight, if it is relevant, and clears it. */
    @Nullable
    InFlight leave() {
        InFlight left = flight;
        flight = null;
        return left;
    }

    boolean inFlight() {
        return flight != null;
    }
}
