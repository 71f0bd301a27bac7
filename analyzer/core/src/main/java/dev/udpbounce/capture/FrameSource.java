package dev.udpbounce.capture;

import java.io.Closeable;
import java.util.List;

/** Frames, one after the other, and at the end a report for every input that they came from. */
public interface FrameSource extends Closeable {
    /**
     * Points {@code frame} at the next frame; it stays valid until the next call. A fault of the input ends its
     * frames and stands in its report; it is never thrown.
     *
     * @return false at the end, and from then on
     */
    boolean next(Frame frame);

    /**
     * Fills {@code batch} with the frames that come next, at least one; they stay valid until the next call.
     *
     * @param most frames to deliver at most, no more than {@link FrameBatch#CAPACITY}
     * @return false at the end, and from then on
     */
    default boolean nextBatch(FrameBatch batch, int most) {
        if (!next(batch.first())) {
            return false;
        }
        batch.begin();
        return true;
    }

    /** One report per input; final once {@link #next} has returned false. */
    List<CaptureReport> reports();

    /** Releases files; never fails. */
    @Override
    void close();
}
