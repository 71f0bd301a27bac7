// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import org.jspecify.annotations.Nullable;

/**
 * The latest errors by their frames, each in its row, until it is observed what became of it.
 *
 * @param <R> a row, which counts errors
 */
public final class JudgedErrors<R> {
    /** Receives what was observed of errors. */
    public interface Observer<R> {
        /**
         * Receives what was observed of one error.
         *
         * @param before what was known of the error before
         * @param told whether a program was told
         */
        void observed(R row, @Nullable Fate before, boolean told);
    }

    private static final class Judged<R> {
        private final R row;
        private final @Nullable Fate fate;
        private boolean observed;

        Judged(R row, @Nullable Fate fate) {
            this.row = row;
            this.fate = fate;
            observed = fate != null && fate.isObserved();
        }
    }

    private final RecentFrames<Judged<R>> byFrame = new RecentFrames<>();

    /** Adds an error, with what is known of it so far. */
    public void put(long frame, R row, @Nullable Fate fate) {
        byFrame.put(frame, new Judged<>(row, fate));
    }

    /** Returns the row of an error; null if it is not known, or no longer. */
    public @Nullable R rowOf(long frame) {
        Judged<R> error = byFrame.get(frame);
        return error == null ? null : error.row;
    }

    /** Passes on each error of a delivery of which nothing was observed before. */
    public void observe(ObservedDelivery delivery, Observer<R> observer) {
        if (delivery.by() == ObservedDelivery.By.UNKNOWN) {
            return;
        }
        boolean told = delivery.by().tells();
        observe(delivery.errors().frame(), told, observer);
        for (long frame : delivery.errors().coalescedWith()) {
            observe(frame, told, observer);
        }
    }

    private void observe(long frame, boolean told, Observer<R> observer) {
        Judged<R> error = frame == 0 ? null : byFrame.get(frame);
        if (error != null && !error.observed) {
            error.observed = true;
            observer.observed(error.row, error.fate, told);
        }
    }
}
