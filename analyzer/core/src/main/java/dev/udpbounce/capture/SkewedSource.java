package dev.udpbounce.capture;

import java.util.List;

/** Frames of a machine whose clock was wrong, at the times that they would have had by a right one. */
record SkewedSource(FrameSource source, long skewNs) implements FrameSource {
    /**
     * Frames whose times are to be moved.
     *
     * @param skewNs nanoseconds to add to each time, which saturates at the ends of a {@code long}
     */
    static FrameSource of(FrameSource source, long skewNs) {
        return skewNs == 0 ? source : new SkewedSource(source, skewNs);
    }

    @Override
    public boolean next(Frame frame) {
        if (!source.next(frame)) {
            return false;
        }
        frame.moveTo(moved(frame.timeNs()));
        return true;
    }

    private long moved(long timeNs) {
        long sum = timeNs + skewNs;
        boolean overflown = ((timeNs ^ sum) & (skewNs ^ sum)) < 0;
        return overflown ? (skewNs < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    @Override
    public List<CaptureReport> reports() {
        return source.reports();
    }

    @Override
    public void close() {
        source.close();
    }
}
