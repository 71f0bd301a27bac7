// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.kernel.sys.RealTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the loops of several handles without losing captured packets: the kernel hands over its last block only after
 * the read timeout, and a slow thread has more than one block to read. So each loop continues until it reads a packet
 * later than the request to stop, or as many packets as the kernel has counted. If that cannot be known, or if no
 * packets move, it ends after a while.
 */
final class Stop {
    private static final long TWO_TIMEOUTS_NS = 2 * CaptureOptions.READ_TIMEOUT_MS * 1_000_000L;
    private static final long LOOK_NS = 1_000_000;
    /** Looks without a packet, and in all, before it ends. If the whole machine stalls, no time but this one passes. */
    private static final int QUIET_LOOKS = 500;

    private static final int MOST_LOOKS = 8_000;

    private final List<LiveInterface> interfaces;
    private final Doorbell bell;
    private final AtomicBoolean begun = new AtomicBoolean();

    Stop(List<LiveInterface> interfaces, Doorbell bell) {
        this.interfaces = interfaces;
        this.bell = bell;
    }

    /** Begins to stop, on other threads: a loop is never broken by its own thread. */
    void begin() {
        if (begun.compareAndSet(false, true)) {
            for (LiveInterface each : interfaces) {
                Thread thread = new Thread(() -> stop(each), "stop " + each.label());
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    /** Returns whether it has begun. */
    boolean hasBegun() {
        return begun.get();
    }

    private void stop(LiveInterface live) {
        if (!awaitLater(live, RealTime.nowNs())) {
            live.drops().complete();
        }
        live.breakLoop();
        bell.ring();
    }

    /**
     * Waits until all packets are read; returns true if a packet after {@code wishNs} shows that, and more may be
     * unread.
     */
    private boolean awaitLater(LiveInterface live, long wishNs) {
        long startNs = System.nanoTime();
        int quiet = 0;
        long position = live.position();
        for (int looks = 0; looks < MOST_LOOKS && quiet < QUIET_LOOKS && !live.ended(); looks++) {
            LockSupport.parkNanos(this, LOOK_NS);
            if (live.lastTimeNs() > wishNs) {
                return true;
            }
            quiet = live.position() == position && !live.ring().isFull() ? quiet + 1 : 0;
            position = live.position();
            if (System.nanoTime() - startNs >= TWO_TIMEOUTS_NS && live.drops().allArrived()) {
                return false;
            }
        }
        return false;
    }
}
