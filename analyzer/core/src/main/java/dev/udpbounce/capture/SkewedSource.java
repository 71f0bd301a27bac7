// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.List;

/** A source whose times are corrected for the clock skew of the capturing machine. */
record SkewedSource(FrameSource source, long skewNs) implements FrameSource {
    /**
     * Returns a source with corrected times.
     *
     * @param skewNs nanoseconds to add to each time; it may then be beyond those that a frame can have
     */
    static FrameSource of(FrameSource source, long skewNs) {
        return skewNs == 0 ? source : new SkewedSource(source, skewNs);
    }

    @Override
    public boolean next(Frame frame) {
        if (!source.next(frame)) {
            return false;
        }
        frame.moveTo(moved(frame.timeNs(), skewNs));
        return true;
    }

    /** The sum, which saturates at the ends of a {@code long}. */
    static long moved(long timeNs, long skewNs) {
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
