// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.environment;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Passes an interruption from the thread of a signal to the running command. */
public final class Interruption {
    private @Nullable Runnable stop;
    private boolean interrupted;
    private volatile boolean dispensable;

    /** Sets the action that ends the running command early; it runs at once if the interruption has already come. */
    public synchronized void onInterrupt(Runnable newStop) {
        stop = newStop;
        if (interrupted) {
            newStop.run();
        }
    }

    public synchronized void interrupt() {
        interrupted = true;
        if (stop != null) {
            stop.run();
        }
    }

    public synchronized boolean interrupted() {
        return interrupted;
    }

    /** An action that may block on another process, such as opening a FIFO until it has a reader. */
    @FunctionalInterface
    public interface Waiting<T> {
        T await() throws IOException;
    }

    /** Runs an action that may block, at a time when an abrupt exit loses nothing. */
    public <T> T beforeAnything(Waiting<T> action) throws IOException {
        dispensable = true;
        try {
            return action.await();
        } finally {
            dispensable = false;
        }
    }

    /** Returns whether the process may exit at once without losing anything. For any thread. */
    public boolean endsAtOnce() {
        return dispensable;
    }
}
