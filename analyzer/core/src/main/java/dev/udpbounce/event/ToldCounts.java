// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.event.BounceRow.Known;
import org.jspecify.annotations.Nullable;

/** Counts errors by whether a program is told of them, and by how that is known. */
public final class ToldCounts {
    private long toldObserved;
    private long toldPredicted;
    private long untoldObserved;
    private long untoldPredicted;
    private long unknown;

    /** Adds an error; null if it was not tried to find out who is told of it. */
    public void add(@Nullable Fate fate) {
        if (fate != null) {
            count(fate, 1);
        }
    }

    /**
     * Replaces what was added for an error by what was observed.
     *
     * @param before the fate that was added
     */
    public void observe(@Nullable Fate before, boolean told) {
        if (before != null) {
            count(before, -1);
        }
        toldObserved += told ? 1 : 0;
        untoldObserved += told ? 0 : 1;
    }

    private void count(Fate fate, int by) {
        boolean observed = fate.isObserved();
        if (fate.isTold()) {
            toldObserved += observed ? by : 0;
            toldPredicted += observed ? 0 : by;
        } else if (fate.isUntold()) {
            untoldObserved += observed ? by : 0;
            untoldPredicted += observed ? 0 : by;
        } else {
            unknown += by;
        }
    }

    /** Returns the errors that a program was told of, or will be. */
    public Known told() {
        return new Known(toldObserved, toldPredicted);
    }

    /** Returns the errors that no program was told of, or will be. */
    public Known untold() {
        return new Known(untoldObserved, untoldPredicted);
    }

    /** Returns the errors of which it was tried without success to find out who is told. */
    public long unknown() {
        return unknown;
    }
}
