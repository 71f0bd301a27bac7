// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Held frames in the order of their numbers, which are consecutive, and their size. */
final class HeldFrames {
    private static final int INITIAL = 64;

    /** A ring by number; the length is a power of 2. */
    private @Nullable HeldFrame[] ring = new @Nullable HeldFrame[INITIAL];

    private long first;
    private int count;
    private long octets;

    boolean isEmpty() {
        return count == 0;
    }

    /** Octets of memory that the frames take, about. */
    long octets() {
        return octets;
    }

    void add(HeldFrame frame) {
        if (count == 0) {
            first = frame.number();
        }
        if (frame.number() != first + count) {
            throw new IllegalArgumentException("frame " + frame.number() + " after " + (first + count - 1));
        }
        if (count == ring.length) {
            grow();
        }
        ring[at(frame.number())] = frame;
        count++;
        octets += frame.octetsInMemory();
    }

    private void grow() {
        @Nullable HeldFrame[] larger = new @Nullable HeldFrame[2 * ring.length];
        for (long number = first; number < first + count; number++) {
            larger[(int) number & larger.length - 1] = ring[at(number)];
        }
        ring = larger;
    }

    private int at(long number) {
        return (int) number & ring.length - 1;
    }

    /** Returns the frame of a number; null if it is not held. */
    @Nullable
    HeldFrame get(long number) {
        return number >= first && number - first < count ? ring[at(number)] : null;
    }

    /** Returns the first frame; null if none is held. */
    @Nullable
    HeldFrame first() {
        return get(first);
    }

    /** Removes the first frame, if any is held. */
    void removeFirst() {
        HeldFrame removed = first();
        if (removed == null) {
            return;
        }
        ring[at(first)] = null;
        octets -= removed.octetsInMemory();
        first++;
        count--;
        if (count == 0 && ring.length > INITIAL) {
            ring = Arrays.copyOf(ring, INITIAL);
        }
    }

    /** Counts octets of a comment that was added to a frame. */
    void grew(int commentOctets) {
        octets += commentOctets;
    }
}
