// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.Closeable;
import java.util.List;

/** A sequence of frames, with a report for every input at the end. */
public interface FrameSource extends Closeable {
    /**
     * Points {@code frame} at the next frame; it stays valid until the next call. A fault of the input ends its frames
     * and is recorded in its report, never thrown.
     *
     * @return false at the end, and from then on
     */
    boolean next(Frame frame);

    /**
     * Fills {@code batch} with at least one of the next frames; they stay valid until the next call.
     *
     * @param most maximum number of frames, no more than {@link FrameBatch#CAPACITY}
     * @return false at the end, and from then on
     */
    default boolean nextBatch(FrameBatch batch, int most) {
        if (!next(batch.first())) {
            return false;
        }
        batch.begin();
        extend(batch, most, Long.MAX_VALUE);
        return true;
    }

    /**
     * Adds frames to a batch that has only the frame last delivered: those that follow it, as long as they are at hand,
     * of the same interface, and no later than a time.
     *
     * @param most maximum number of frames of the batch
     * @param lastNs nanoseconds since the Unix epoch
     */
    default void extend(FrameBatch batch, int most, long lastNs) {}

    /** One report per input; final once {@link #next} has returned false. */
    List<CaptureReport> reports();

    /** Releases files; never fails. */
    @Override
    void close();
}
