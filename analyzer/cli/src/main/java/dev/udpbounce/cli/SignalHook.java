// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.environment.Interruption;
import dev.udpbounce.cli.environment.Signals;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT, SIGTERM and SIGHUP into an interruption of the command, in the shutdown hook that they start: the
 * command ends early and writes its summary, and its status becomes that of the process.
 */
final class SignalHook extends Thread {
    /** A command that takes longer to end is stuck in a blocked write or read. */
    private static final long PATIENCE_MS = 10_000;

    private static final long LOOK_MS = 20;

    private final Interruption interruption;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int status = ExitStatus.ofSignal(Signals.SIGTERM);

    SignalHook(Interruption interruption) {
        super("signal");
        this.interruption = interruption;
    }

    /** Reports the end of the command, with its status. */
    void finished(int newStatus) {
        status = newStatus;
        finished.countDown();
    }

    @Override
    public void run() {
        if (finished.getCount() == 0) {
            return;
        }
        interruption.interrupt();
        try {
            for (long ms = 0; ms < PATIENCE_MS && !interruption.endsAtOnce(); ms += LOOK_MS) {
                if (finished.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }
}
