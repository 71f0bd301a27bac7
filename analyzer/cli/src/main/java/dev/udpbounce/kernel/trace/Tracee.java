package dev.udpbounce.kernel.trace;

import org.jspecify.annotations.Nullable;

/** A thread that is traced. */
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

    /** The call that it is in, if that matters; it is asked for once. */
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
