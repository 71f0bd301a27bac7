package dev.udpbounce.live;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the loops of several handles without losing what has been captured: the kernel's last block is handed over only
 * after the read time-out, and a thread that lags has more than one block before it. So each loop goes on until it
 * meets a packet that is later than the wish to end, or until as many have come as the kernel has counted. Where that
 * cannot be told, or nothing moves, it ends after a while.
 */
final class Stop {
    private static final long TWO_TIMEOUTS_NS = 2 * Handles.TIMEOUT_MS * 1_000_000L;
    private static final long QUIET_NS = 500_000_000;
    private static final long LONGEST_NS = 8_000_000_000L;
    private static final long LOOK_NS = 1_000_000;

    private final List<LiveInterface> interfaces;
    private final Doorbell bell;
    private final AtomicBoolean begun = new AtomicBoolean();

    Stop(List<LiveInterface> interfaces, Doorbell bell) {
        this.interfaces = interfaces;
        this.bell = bell;
    }

    /** Begins to stop, on a thread of its own: a loop is never broken by the thread that it runs on. */
    void begin() {
        if (begun.compareAndSet(false, true)) {
            for (LiveInterface each : interfaces) {
                Thread thread = new Thread(() -> stop(each), "stop " + each.name());
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private void stop(LiveInterface live) {
        if (!awaitLater(live, Clock.nowNs())) {
            live.complete();
        }
        live.breakLoop();
        bell.ring();
    }

    /** Waits until all is read; true if that shows in a packet after {@code wishNs}, and more may be unread. */
    private boolean awaitLater(LiveInterface live, long wishNs) {
        long startNs = System.nanoTime();
        long quietSinceNs = startNs;
        long position = live.position();
        while (!live.ended()) {
            LockSupport.parkNanos(this, LOOK_NS);
            if (live.lastTimeNs() > wishNs) {
                return true;
            }
            long nowNs = System.nanoTime();
            if (live.position() != position || live.ring().isFull()) {
                position = live.position();
                quietSinceNs = nowNs;
            }
            boolean allRead = nowNs - startNs >= TWO_TIMEOUTS_NS && live.allArrived();
            if (allRead || nowNs - quietSinceNs >= QUIET_NS || nowNs - startNs >= LONGEST_NS) {
                return false;
            }
        }
        return false;
    }
}
