// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Delays from datagrams to their errors, in nanoseconds: count, extremes and quantiles. Quantiles are exact for up to
 * 128 delays and within 1 % beyond; if the {@link OctetBudget} has no room for that, they are computed from a sample.
 */
public final class Delays {
    private static final int EXACT = 128;
    /** The number of delays that are stored without using the budget. */
    private static final int FREE = 8;
    /** The maximum size of a histogram of this precision. */
    private static final int HISTOGRAM_OCTETS = 1 << 16;

    private static final int DIGITS = 2;
    private static final long[] NONE = new long[0];

    private final OctetBudget budget;
    private long taken;
    private long count;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;
    /** The delays that are not in the histogram; without a histogram, all delays or a sample; none of a single one. */
    private long[] loose = NONE;

    private int looseCount;
    private @Nullable Histogram histogram;
    private boolean sealed;
    private long median;
    private long p99;

    /** Creates delays with an unlimited budget. */
    public Delays() {
        this(new OctetBudget(Long.MAX_VALUE));
    }

    public Delays(OctetBudget budget) {
        this.budget = budget;
    }

    /** Adds the delay of an error, if it is known. */
    public void add(Bounce bounce) {
        if (bounce.hasDelay()) {
            add(bounce.delayNs());
        }
    }

    /** Adds a delay. Ignores a negative one: if clocks disagree or one was set back, the delay is not known. */
    public void add(long delayNs) {
        if (delayNs < 0) {
            return;
        }
        if (count == 1) {
            loose = new long[] {min, 0};
            looseCount = 1;
        }
        min = Math.min(min, delayNs);
        max = Math.max(max, delayNs);
        if (count == 0) {
            count = 1;
            return;
        }
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

    /** Returns the histogram after adding all delays to it. */
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

    /** Keeps every delay so far in the sample with the same probability. */
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

    /** Ends adding: keeps only the results, and returns the rest of the memory to the budget. */
    public Delays seal() {
        median = median();
        p99 = p99();
        sealed = true;
        discard();
        return this;
    }

    /** Returns the memory to the budget, when neither adding nor quantiles will follow. */
    public void discard() {
        loose = NONE;
        looseCount = 0;
        histogram = null;
        budget.give(taken);
        taken = 0;
    }

    public long count() {
        return count;
    }

    /** Returns the smallest delay; 0 if there is none. */
    public long min() {
        return count == 0 ? 0 : min;
    }

    /** Returns the largest delay; 0 if there is none. */
    public long max() {
        return count == 0 ? 0 : max;
    }

    /** Returns the delay that half of all delays do not exceed (nearest rank). */
    public long median() {
        return sealed ? median : quantile(0.5);
    }

    /** Returns the delay that 99 of 100 delays do not exceed (nearest rank). */
    public long p99() {
        return sealed ? p99 : quantile(0.99);
    }

    private long quantile(double q) {
        if (count <= 1) {
            return min();
        }
        if (histogram != null) {
            return Math.max(min, Math.min(max, gathered().getValueAtPercentile(q * 100)));
        }
        long[] sorted = Arrays.copyOf(loose, looseCount);
        Arrays.sort(sorted);
        return sorted[(int) Math.max(0, Math.ceil(q * looseCount) - 1)];
    }
}
