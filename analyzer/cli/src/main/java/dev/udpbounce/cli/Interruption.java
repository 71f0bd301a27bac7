package dev.udpbounce.cli;

import org.jspecify.annotations.Nullable;

/** Carries the wish to end, which comes with a signal on a thread of its own, to the command that is running. */
final class Interruption {
    private @Nullable Runnable stop;
    private boolean interrupted;

    /** Names what ends the running command early; it is run at once if the wish is there already. */
    synchronized void onInterrupt(Runnable newStop) {
        stop = newStop;
        if (interrupted) {
            newStop.run();
        }
    }

    synchronized void interrupt() {
        interrupted = true;
        if (stop != null) {
            stop.run();
        }
    }

    synchronized boolean interrupted() {
        return interrupted;
    }
}
