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
    private long[] first = new long[2];
    private @Nullable Histogram histogram;

    /** Adds one delay. A negative one is none: clocks disagree, or one was set back, and how long it took is not known. */
    public void add(long delayNs) {
        if (delayNs < 0) {
            return;
        }
        min = Math.min(min, delayNs);
        max = Math.max(max, delayNs);
        if (histogram != null) {
            histogram.recordValue(delayNs);
        } else if (count < EXACT) {
            if (count == first.length) {
                first = Arrays.copyOf(first, first.length * 2);
            }
            first[(int) count] = delayNs;
        } else {
            histogram = new Histogram(2);
            histogram.setAutoResize(true);
            for (long delay : first) {
                histogram.recordValue(delay);
            }
            histogram.recordValue(delayNs);
        }
        count++;
    }

    /** Adds all delays of {@code other}. */
    public void add(Delays other) {
        if (other.histogram == null) {
            for (int i = 0; i < other.count; i++) {
                add(other.first[i]);
            }
            return;
        }
        if (histogram == null) {
            histogram = new Histogram(2);
            histogram.setAutoResize(true);
            for (int i = 0; i < count; i++) {
                histogram.recordValue(first[i]);
            }
        }
        histogram.add(other.histogram);
        count += other.count;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
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
            return Math.max(min, Math.min(max, histogram.getValueAtPercentile(q * 100)));
        }
        long[] sorted = Arrays.copyOf(first, (int) count);
        Arrays.sort(sorted);
        return sorted[(int) Math.max(0, Math.ceil(q * count) - 1)];
    }
}
