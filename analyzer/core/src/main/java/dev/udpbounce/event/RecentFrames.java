// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import org.jspecify.annotations.Nullable;

/** A value for each of the latest frames of a live capture; a later frame takes the place of an earlier one. */
public final class RecentFrames<V> {
    private static final int PLACES = 1 << 14;

    private long[] frames = new long[0];
    private @Nullable Object[] values = new Object[0];

    /**
     * Sets the value of a frame.
     *
     * @param frame 1-based ordinal of the frame
     */
    public void put(long frame, @Nullable V value) {
        if (frames.length == 0) {
            frames = new long[PLACES];
            values = new Object[PLACES];
        }
        int place = (int) frame & (PLACES - 1);
        frames[place] = frame;
        values[place] = value;
    }

    /** Returns the value of a frame; null if it has none, or no longer. */
    @SuppressWarnings("unchecked") // only put stores values
    public @Nullable V get(long frame) {
        int place = (int) frame & (PLACES - 1);
        return frames.length > 0 && frames[place] == frame ? (V) values[place] : null;
    }
}
