// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.run;

import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.socket.CallMerger;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Advances the timeline while the command runs, at a distance that lets both the calls and the packets of a time
 * arrive; waits for a capture that is behind.
 */
public final class RunPace {
    private static final long STEP_NS = 20_000_000;
    private static final long DISTANCE_NS = 1_000_000_000;

    private final CallMerger story;
    private final RunCapture capture;
    private final Thread thread;
    private volatile boolean ended;
    private volatile @Nullable IOException fault;
    private volatile @Nullable Throwable failure;

    /** Starts the thread, which {@link #end} stops. */
    public RunPace(CallMerger story, RunCapture capture) {
        this.story = story;
        this.capture = capture;
        thread = new Thread(this::pace, "story");
        thread.setDaemon(true);
        thread.start();
    }

    private void pace() {
        try {
            while (!ended) {
                LockSupport.parkNanos(this, STEP_NS);
                story.advance(Math.min(RealTime.nowNs() - DISTANCE_NS, capture.handedOnNs()));
            }
        } catch (IOException e) {
            fault = e;
            story.abandon();
        } catch (RuntimeException | Error e) {
            // Neither the command nor the capture may block on a story that no longer advances.
            story.abandon();
            failure = e;
        }
    }

    /** Stops the thread, and throws the first fault of the outputs. */
    public void end() throws IOException {
        ended = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (fault != null) {
            throw fault;
        }
    }

    /** Returns the exception that ended the timeline, such as out of memory; otherwise null. After {@link #end}. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
