// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.List;

/** A source whose times are corrected for the clock skew of the capturing machine. */
final class SkewedSource implements FrameSource {
    private final FrameSource source;
    private final long skewNs;
    /** Frames of the last batch of which some lose their time; those from {@link #next} on are to be delivered one by one. */
    private final FrameBatch apart = new FrameBatch();

    private int next;

    private SkewedSource(FrameSource source, long skewNs) {
        this.source = source;
        this.skewNs = skewNs;
    }

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
        if (next < apart.size()) {
            apart.frame(next++, frame);
        } else if (!source.next(frame)) {
            return false;
        }
        frame.moveTo(moved(frame.timeNs(), skewNs));
        return true;
    }

    @Override
    public boolean nextBatch(FrameBatch batch, int most) {
        if (next < apart.size()) {
            return FrameSource.super.nextBatch(batch, most);
        }
        if (!source.nextBatch(batch, most)) {
            return false;
        }
        if (batch.size() == 1) {
            batch.first().moveTo(moved(batch.first().timeNs(), skewNs));
            batch.begin();
            return true;
        }
        if (batch.move(skewNs)) {
            return true;
        }
        apart.copy(batch);
        next = 0;
        return FrameSource.super.nextBatch(batch, most);
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
