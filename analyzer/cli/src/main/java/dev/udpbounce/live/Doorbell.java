// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the thread that takes packets. After a packet, that thread polls every quarter of a millisecond for a while,
 * since packets come in bursts and waking costs more than polling; only then does it need to be woken.
 */
final class Doorbell {
    private static final long LOOK_NS = 250_000;
    private static final int LOOKS = 40;

    private volatile @Nullable Thread sleeper;
    private int looks;

    /** Signals that a packet has arrived or an interface has ended. For any thread. */
    void ring() {
        Thread thread = sleeper;
        if (thread != null) {
            sleeper = null;
            LockSupport.unpark(thread);
        }
    }

    /** Makes the next waits short, because a packet was found. For the waiting thread, as are the methods below. */
    void found() {
        looks = 0;
    }

    /**
     * Waits for {@code ns} regardless of rings, but long enough that the packets of a burst are not taken one by one.
     */
    void nap(long ns) {
        LockSupport.parkNanos(this, Math.max(LOOK_NS, ns));
    }

    /**
     * Waits at most {@code longestNs} for a ring; may return early.
     *
     * @param nothing checks for packets once more, at a time from which no ring is missed
     */
    void await(long longestNs, Nothing nothing) {
        if (looks < LOOKS) {
            looks++;
            nap(LOOK_NS);
            return;
        }
        sleeper = Thread.currentThread();
        if (nothing.stillNothing()) {
            LockSupport.parkNanos(this, longestNs);
        }
        sleeper = null;
    }

    /** Checks whether there is still nothing to take. */
    interface Nothing {
        boolean stillNothing();
    }
}
