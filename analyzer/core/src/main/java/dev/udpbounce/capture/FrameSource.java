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

    /** One report per input; final once {@link #next} has returned false. */
    List<CaptureReport> reports();

    /** Releases files; never fails. */
    @Override
    void close();
}
