// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import java.util.Arrays;

/** Counts of the latest seconds. */
final class SecondBars {
    /** Seconds that are counted. */
    static final int SECONDS = 64;

    private static final long SECOND_NS = 1_000_000_000;

    private final int[] counts = new int[SECONDS];
    private long latest = Long.MIN_VALUE;

    /**
     * Counts one.
     *
     * @param nowNs by a clock that nobody sets
     */
    void count(long nowNs) {
        move(Math.floorDiv(nowNs, SECOND_NS));
        counts[place(latest)]++;
    }

    private void move(long second) {
        if (second - SECONDS >= latest) {
            Arrays.fill(counts, 0);
            latest = second;
        }
        while (latest < second) {
            counts[place(++latest)] = 0;
        }
    }

    private static int place(long second) {
        return Math.floorMod(second, SECONDS);
    }

    SecondBars copy() {
        SecondBars copy = new SecondBars();
        System.arraycopy(counts, 0, copy.counts, 0, SECONDS);
        copy.latest = latest;
        return copy;
    }

    /** Returns the counts of the last {@code seconds} seconds, the present one last. */
    int[] last(int seconds, long nowNs) {
        long now = Math.floorDiv(nowNs, SECOND_NS);
        int[] last = new int[seconds];
        for (int i = 0; i < seconds; i++) {
            long second = now - seconds + 1 + i;
            last[i] = second <= latest && second > latest - SECONDS ? counts[place(second)] : 0;
        }
        return last;
    }
}
