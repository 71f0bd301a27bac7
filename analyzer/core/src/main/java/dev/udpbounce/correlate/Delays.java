package dev.udpbounce.correlate;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Delays from datagrams to their errors, in nanoseconds: count, extremes and quantiles. Quantiles are exact for up to 128
 * delays and within 1 % beyond; where the {@link Budget} has no room for that, they are those of a sample.
 */
public final class Delays {
    private static final int EXACT = 128;
    /** As many delays as have room without being asked for. */
    private static final int FREE = 8;
    /** What a histogram of this precision takes at most. */
    private static final int HISTOGRAM_OCTETS = 1 << 16;

    private static final int DIGITS = 2;
    private static final long[] NONE = new long[0];

    private final Budget budget;
    private long taken;
    private long count;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;
    /** Those that are not in the histogram; without one all of them, or a sample. */
    private long[] loose = new long[2];

    private int looseCount;
    private @Nullable Histogram histogram;
    private boolean sealed;
    private long median;
    private long p99;

    /** With as much room as is wanted. */
    public Delays() {
        this(new Budget(Long.MAX_VALUE));
    }

    Delays(Budget budget) {
        this.budget = budget;
    }

    /** Adds one delay. A negative one is none: clocks disagree, or one was set back, and how long it took is not known. */
    public void add(long delayNs) {
        if (delayNs < 0) {
            return;
        }
        min = Math.min(min, delayNs);
        max = Math.max(max, delayNs);
        if (looseCount < loose.length || makeRoom()) {
            loose[looseCount++] = delayNs;
        } else {
            sample(delayNs);
        }
        count++;
    }

    private boolean makeRoom() {
        boolean sampled = histogram == null && count > looseCount;
        if (sampled) {
            return false;
        }
        if (looseCount < EXACT) {
            if (looseCount * 2 > FREE && !take((long) looseCount * Long.BYTES)) {
                return false;
            }
            loose = Arrays.copyOf(loose, looseCount * 2);
            return true;
        }
        if (histogram == null && !take(HISTOGRAM_OCTETS)) {
            return false;
        }
        // All at once: the histogram is then in the processor's cache for the second and all later ones.
        gathered();
        return true;
    }

    /** The histogram, with all delays in it. */
    private Histogram gathered() {
        Histogram all = histogram;
        if (all == null) {
            all = new Histogram(DIGITS);
            all.setAutoResize(true);
            histogram = all;
        }
        for (int i = 0; i < looseCount; i++) {
            all.recordValue(loose[i]);
        }
        looseCount = 0;
        return all;
    }

    /** Every delay so far is in the sample with the same probability. */
    private void sample(long delayNs) {
        long scattered = count * 0x9e37_79b9_7f4a_7c15L;
        long place = Long.remainderUnsigned(scattered ^ scattered >>> 32, count + 1);
        if (place < looseCount) {
            loose[(int) place] = delayNs;
        }
    }

    private boolean take(long octets) {
        if (!budget.take(octets)) {
            return false;
        }
        taken += octets;
        return true;
    }

    /** No more will be added: only what is told of them is kept, and the room for the others is given back. */
    Delays seal() {
        median = median();
        p99 = p99();
        sealed = true;
        loose = NONE;
        looseCount = 0;
        histogram = null;
        budget.give(taken);
        taken = 0;
        return this;
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

    /** The delay that half of all do not exceed (nearest rank). */
    public long median() {
        return sealed ? median : quantile(0.5);
    }

    /** The delay that 99 of 100 do not exceed (nearest rank). */
    public long p99() {
        return sealed ? p99 : quantile(0.99);
    }

    private long quantile(double q) {
        if (count == 0) {
            return 0;
        }
        if (histogram != null) {
            return Math.max(min, Math.min(max, gathered().getValueAtPercentile(q * 100)));
        }
        long[] sorted = Arrays.copyOf(loose, looseCount);
        Arrays.sort(sorted);
        return sorted[(int) Math.max(0, Math.ceil(q * looseCount) - 1)];
    }
}
