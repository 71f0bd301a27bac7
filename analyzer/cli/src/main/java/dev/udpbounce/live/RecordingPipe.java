// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.kernel.sys.Fifo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The FIFO that a recording is written to. A writer without packets does not notice that the reader has gone, so the
 * FIFO is asked for its reader from time to time.
 */
public final class RecordingPipe {
    private static final long PAUSE_NS = 500_000_000;

    private final String name;
    private long askedNs = System.nanoTime();
    private boolean abandoned;

    private RecordingPipe(String name) {
        this.name = name;
    }

    /** Returns the FIFO of a recording; null if it has another file, or several. */
    public static @Nullable RecordingPipe of(RecordingPlan plan) {
        if (plan.rotateNs() > 0 || plan.rotateOctets() > 0) {
            return null;
        }
        Path file = Path.of(plan.name());
        try {
            Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return RecordingFiles.isFifo((Integer) mode) ? new RecordingPipe(plan.name()) : null;
        } catch (IOException e) {
            return null; // there is no such file yet
        }
    }

    /** Looks for the reader, at most twice a second; returns whether it has gone. To be called after the opening. */
    public boolean look() {
        long nowNs = System.nanoTime();
        if (!abandoned && nowNs - askedNs >= PAUSE_NS) {
            askedNs = nowNs;
            abandoned = !Fifo.hasReader(name);
        }
        return abandoned;
    }

    /** Notes that a write has failed; returns whether that is because the reader has gone. */
    public boolean failed() {
        abandoned = abandoned || !Fifo.hasReader(name);
        return abandoned;
    }

    /** Returns whether the reader was found to have gone. */
    public boolean abandoned() {
        return abandoned;
    }
}
