package dev.udpbounce.cli;

import dev.udpbounce.kernel.RealTime;
import dev.udpbounce.timeline.StoryTeller;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Lets a story go on while the command runs, at a distance in which calls and packets of one time have both arrived. */
final class RunPace {
    private static final long STEP_NS = 100_000_000;
    private static final long DISTANCE_NS = 1_000_000_000;

    private final StoryTeller story;
    private final Thread thread;
    private volatile boolean ended;
    private volatile @Nullable IOException fault;

    RunPace(StoryTeller story) {
        this.story = story;
        thread = new Thread(this::pace, "story");
        thread.setDaemon(true);
        thread.start();
    }

    private void pace() {
        try {
            while (!ended) {
                LockSupport.parkNanos(this, STEP_NS);
                story.advance(RealTime.nowNs() - DISTANCE_NS);
            }
        } catch (IOException e) {
            fault = e;
            story.abandon();
        }
    }

    /** Stops; throws what the outputs met meanwhile. */
    void end() throws IOException {
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
}
