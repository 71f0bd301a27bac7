// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.nio.ByteBuffer;

/**
 * Frames of one interface that follow one another in one buffer, a column for each of their fields. None but the first
 * may have a comment; one without a time is alone. It is lent by a source: the octets are valid until the source moves on.
 */
public final class FrameBatch {
    /** Maximum number of frames, chosen so that their headers fit the processor's nearest caches. */
    public static final int CAPACITY = 256;

    private final int[] offsets = new int[CAPACITY];
    private final int[] capturedLengths = new int[CAPACITY];
    private final long[] wireLengths = new long[CAPACITY];
    private final long[] timesNs = new long[CAPACITY];
    private final Frame first = new Frame();
    private int size;

    /** First frame of the batch. A source sets it and then calls {@link #begin}. */
    Frame first() {
        return first;
    }

    /** Reduces this batch to {@link #first}. */
    void begin() {
        size = 0;
        add(first.offset(), first.capturedLength(), first.wireLength(), first.timeNs());
    }

    /** Adds the next frame, which must be of the same interface and buffer. */
    void add(int offset, int capturedLength, long wireLength, long timeNs) {
        set(size++, offset, capturedLength, wireLength, timeNs);
    }

    /** Sets the frame at an index, which {@link #resize} must then include in the batch. */
    void set(int index, int offset, int capturedLength, long wireLength, long timeNs) {
        offsets[index] = offset;
        capturedLengths[index] = capturedLength;
        wireLengths[index] = wireLength;
        timesNs[index] = timeNs;
    }

    void resize(int newSize) {
        size = newSize;
    }

    /** Adds nanoseconds to each time. Changes nothing and returns false if one would then not be known. */
    boolean move(long ns) {
        for (int i = 0; i < size; i++) {
            if (!Frame.isKnown(SkewedSource.moved(timesNs[i], ns))) {
                return false;
            }
        }
        for (int i = 0; i < size; i++) {
            timesNs[i] += ns;
        }
        first.moveTo(timesNs[0]);
        return true;
    }

    /** Makes this a copy of {@code other}, in the same buffer. */
    void copy(FrameBatch other) {
        System.arraycopy(other.offsets, 0, offsets, 0, other.size);
        System.arraycopy(other.capturedLengths, 0, capturedLengths, 0, other.size);
        System.arraycopy(other.wireLengths, 0, wireLengths, 0, other.size);
        System.arraycopy(other.timesNs, 0, timesNs, 0, other.size);
        first.wrap(other.first);
        size = other.size;
    }

    /** Points {@code frame} at frame {@code index} of the batch. */
    public void frame(int index, Frame frame) {
        if (index == 0) {
            frame.wrap(first);
            return;
        }
        frame.wrap(
                first.octets(),
                offsets[index],
                capturedLengths[index],
                wireLengths[index],
                timesNs[index],
                first.number() + index,
                first.origin());
    }

    /** Returns the number of a frame of the batch, see {@link Frame#number}. */
    public long number(int index) {
        return first.number() + index;
    }

    public int size() {
        return size;
    }

    /** Origin of the frames. */
    public Origin origin() {
        return first.origin();
    }

    /** The big-endian buffer that holds the frames; read it by absolute index only. */
    public ByteBuffer octets() {
        return first.octets();
    }

    /** Index in {@link #octets()} of each frame's first octet. The array is reused. */
    public int[] offsets() {
        return offsets;
    }

    /** Captured octets of each frame. The array is reused. */
    public int[] capturedLengths() {
        return capturedLengths;
    }

    /** Whether it is known when the frames were captured, see {@link Frame#hasTime}. */
    public boolean hasTimes() {
        return first.hasTime();
    }

    /** Time of each frame, nanoseconds since the Unix epoch, see {@link Frame#timeNs}; lent. */
    public long[] timesNs() {
        return timesNs;
    }
}
