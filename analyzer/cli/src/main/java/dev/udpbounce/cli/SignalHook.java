package dev.udpbounce.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT, SIGTERM and SIGHUP into the wish to end, by way of the shutdown that they begin: the command ends
 * early, writes its summary, and its status becomes that of the process.
 */
final class SignalHook extends Thread {
    /** A command that does not end in this time is stuck in a write or a read that nobody answers. */
    private static final long PATIENCE_SECONDS = 10;

    private final Interruption interruption;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int status = 128 + 15;

    SignalHook(Interruption interruption) {
        super("signal");
        this.interruption = interruption;
    }

    /** The command has ended. */
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
            finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }
}
