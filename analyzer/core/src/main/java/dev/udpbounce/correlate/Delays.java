package dev.udpbounce.correlate;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Delays from datagrams to their errors, in nanoseconds: count, extremes and quantiles. */
public final class Delays {
    private static final int EXACT = 128;

    private long count;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;
    /** Those that are not in the histogram. */
    private long[] loose = new long[2];

    private int looseCount;
    private @Nullable Histogram histogram;

    /** Adds one delay. A negative one is none: clocks disagree, or one was set back, and how long it took is not known. */
    public void add(long delayNs) {
        if (delayNs < 0) {
            return;
        }
        min = Math.min(min, delayNs);
        max = Math.max(max, delayNs);
        count++;
        if (looseCount == loose.length) {
            if (looseCount < EXACT) {
                loose = Arrays.copyOf(loose, looseCount * 2);
            } else {
                // All at once: the histogram is then in the processor's cache for the second and all later ones.
                gathered();
            }
        }
        loose[looseCount++] = delayNs;
    }

    /** Adds all delays of {@code other}. */
    public void add(Delays other) {
        if (other.histogram != null) {
            gathered().add(other.histogram);
            count += other.count - other.looseCount;
            min = Math.min(min, other.min);
            max = Math.max(max, other.max);
        }
        for (int i = 0; i < other.looseCount; i++) {
            add(other.loose[i]);
        }
    }

    /** The histogram, with all delays in it. */
    private Histogram gathered() {
        Histogram all = histogram;
        if (all == null) {
            all = new Histogram(2);
            all.setAutoResize(true);
            histogram = all;
        }
        for (int i = 0; i < looseCount; i++) {
            all.recordValue(loose[i]);
        }
        looseCount = 0;
        return all;
    }

    public long count() {
        return count;
    }

    /** Smallest delay; 0 if there is none. */
    public long min() {
        return count == 0 ? 0 : min;
    }

    /** Largest delay; 0 if there is none. */
    public long max() {
        return count == 0 ? 0 : max;
    }

    /**
     * The delay that a share {@code q} of all do not exceed (nearest rank): exact for up to 128 of them, within 1 %
     * beyond.
     *
     * @param q in (0, 1]
     */
    public long quantile(double q) {
        if (count == 0) {
            return 0;
        }
        if (histogram != null) {
            return Math.max(min, Math.min(max, gathered().getValueAtPercentile(q * 100)));
        }
        long[] sorted = Arrays.copyOf(loose, looseCount);
        Arrays.sort(sorted);
        return sorted[(int) Math.max(0, Math.ceil(q * count) - 1)];
    }
}
