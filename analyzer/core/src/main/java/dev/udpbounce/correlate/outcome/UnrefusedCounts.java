// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

/**
 * Counts datagrams by destination until an error is about the destination, in 2 words each. A destination has one of
 * the four places of a cache line. Frequent ones move to the front of the line; a new one replaces the last one, whose
 * counts are dropped.
 *
 * <pre>
 *  word 0   | key of the destination, in its upper 44 bits; 0 = none |
 *  COUNTS   | heard (1) | answered of these (31) | datagrams (32)    |
 * </pre>
 */
final class UnrefusedCounts {
    private static final int COUNTS = 1;
    private static final int WORDS = 2;
    private static final int LINE = 4 * WORDS;
    private static final int ANSWERED_SHIFT = 32;
    private static final long SENDS = 0xffffffffL;
    private static final long MOST = 0x7fffffffL;
    private static final long HEARD = Long.MIN_VALUE;
    private static final int MIN_PLACES = 1 << 8;
    private static final int KEY_SHIFT = 20;

    private final int maxPlaces;
    private long[] words = new long[MIN_PLACES * WORDS];
    private long forgotten;

    /** @param maxPlaces maximum number of places; a power of two */
    UnrefusedCounts(int maxPlaces) {
        this.maxPlaces = maxPlaces;
    }

    /** Loads the place of a destination. */
    long touch(long key) {
        int at = line(key << KEY_SHIFT);
        return words[at] + words[at + LINE - 1];
    }

    private int line(long stored) {
        return (int) (stored >>> 32) * LINE & (words.length - 1);
    }

    private int find(long stored) {
        int at = line(stored);
        for (int end = at + LINE; at < end; at += WORDS) {
            if (words[at] == stored) {
                return at;
            }
        }
        return -1;
    }

    /** Counts a datagram to a destination. */
    void sent(long key) {
        long stored = key << KEY_SHIFT;
        int at = find(stored);
        if (at < 0) {
            insert(stored, 1);
            return;
        }
        if ((words[at + COUNTS] & SENDS) == MOST) {
            forgotten++;
        } else {
            words[at + COUNTS]++;
        }
        if ((at & LINE - 1) != 0) {
            swap(at, at - WORDS);
        }
    }

    private void swap(int one, int other) {
        for (int word = 0; word < WORDS; word++) {
            long there = words[other + word];
            words[other + word] = words[one + word];
            words[one + word] = there;
        }
    }

    private void insert(long stored, long counts) {
        int at = lastOrFree(stored);
        while (words[at] != 0 && words.length < maxPlaces * WORDS) {
            grow();
            at = lastOrFree(stored);
        }
        forgotten += words[at] == 0 ? 0 : 1;
        words[at] = stored;
        words[at + COUNTS] = counts;
    }

    private int lastOrFree(long stored) {
        int at = line(stored);
        int last = at + LINE - WORDS;
        while (at < last && words[at] != 0) {
            at += WORDS;
        }
        return at;
    }

    /** Doubles the table. Destinations of one line are split between two, so that each finds a place. */
    private void grow() {
        long[] former = words;
        words = new long[former.length * 2];
        for (int at = 0; at < former.length; at += WORDS) {
            if (former[at] != 0) {
                int place = lastOrFree(former[at]);
                words[place] = former[at];
                words[place + COUNTS] = former[at + COUNTS];
            }
        }
    }

    /**
     * Records a datagram from a destination, which answers that many datagrams to it. No effect if it has no counts.
     */
    void heard(long key, long answers) {
        int at = find(key << KEY_SHIFT);
        if (at >= 0) {
            long counts = words[at + COUNTS];
            long sends = counts & SENDS;
            long answered = Math.min(sends, answered(counts) + answers);
            words[at + COUNTS] = HEARD | answered << ANSWERED_SHIFT | sends;
        }
    }

    private static long answered(long counts) {
        return counts >>> ANSWERED_SHIFT & MOST;
    }

    /** Returns the number of destinations dropped, each time, plus datagrams beyond the largest count. */
    long forgotten() {
        return forgotten;
    }

    /** Copies the counts to a destination, which counts itself from then on. */
    void moveTo(Destination destination, long key) {
        int at = find(key << KEY_SHIFT);
        if (at >= 0) {
            long counts = words[at + COUNTS];
            destination.begin(counts & SENDS, answered(counts), counts < 0);
        }
    }
}
