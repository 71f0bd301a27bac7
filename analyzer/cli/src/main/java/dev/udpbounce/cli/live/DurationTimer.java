// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import java.util.concurrent.locks.LockSupport;

/** Ends a capture after a duration, measured by a monotonic clock. */
final class DurationTimer {
    private DurationTimer() {}

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
