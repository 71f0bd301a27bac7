package dev.udpbounce.cli;

import java.util.concurrent.locks.LockSupport;

/** Ends a capture after a time, by a clock that nobody sets. */
final class LiveTimer {
    private LiveTimer() {}

    static void start(long afterNs, Runnable end) {
        long dueNs = System.nanoTime() + afterNs;
        Thread thread = new Thread(
                () -> {
                    for (long leftNs = afterNs; leftNs > 0; leftNs = dueNs - System.nanoTime()) {
                        LockSupport.parkNanos(leftNs);
                    }
                    end.run();
                },
                "duration");
        thread.setDaemon(true);
        thread.start();
    }
}
