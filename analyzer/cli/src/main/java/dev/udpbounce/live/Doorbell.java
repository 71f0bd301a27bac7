package dev.udpbounce.live;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the thread that takes packets. That thread looks again every quarter of a millisecond for a while, since
 * packets come in crowds and waking costs more than looking; only after that is it to be woken.
 */
final class Doorbell {
    private static final long LOOK_NS = 250_000;
    private static final int LOOKS = 40;

    private volatile @Nullable Thread sleeper;
    private int looks;

    /** Something has come, or has ended. For any thread. */
    void ring() {
        Thread thread = sleeper;
        if (thread != null) {
            sleeper = null;
            LockSupport.unpark(thread);
        }
    }

    /** Something was found: the next waits are short. For the waiting thread, like what follows. */
    void found() {
        looks = 0;
    }

    /** A short wait. */
    void nap() {
        LockSupport.parkNanos(this, LOOK_NS);
    }

    /**
     * Waits, at most {@code longestNs}, until it rings; may return early.
     *
     * @param nothing whether there is still nothing, asked once more when every later ring is heard
     */
    void await(long longestNs, Nothing nothing) {
        if (looks < LOOKS) {
            looks++;
            nap();
            return;
        }
        sleeper = Thread.currentThread();
        if (nothing.stillNothing()) {
            LockSupport.parkNanos(this, longestNs);
        }
        sleeper = null;
    }

    /** Says whether there is anything to take. */
    interface Nothing {
        boolean stillNothing();
    }
}
