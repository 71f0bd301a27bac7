package dev.udpbounce.capture;

import java.nio.ByteBuffer;

/**
 * Frames of one interface that follow one another in one buffer, a column for each of their fields. None but the first
 * may have a comment. It is lent by a source: the octets are valid until the source moves on.
 */
public final class FrameBatch {
    /** Frames at most: as many as the processor's nearest caches hold the headers of. */
    public static final int CAPACITY = 256;

    private final int[] offsets = new int[CAPACITY];
    private final int[] capturedLengths = new int[CAPACITY];
    private final long[] wireLengths = new long[CAPACITY];
    private final long[] timesNs = new long[CAPACITY];
    private final Frame first = new Frame();
    private int size;

    /** A frame to be pointed at the first of a batch, by a source that then calls {@link #begin}. */
    Frame first() {
        return first;
    }

    /** Makes this a batch of {@link #first} alone. */
    void begin() {
        size = 0;
        add(first.offset(), first.capturedLength(), first.wireLength(), first.timeNs());
    }

    /** Adds a frame, the next one of the same interface in the same buffer. */
    void add(int offset, int capturedLength, long wireLength, long timeNs) {
        set(size++, offset, capturedLength, wireLength, timeNs);
    }

    /** Puts a frame in a place that {@link #resize} then makes part of the batch. */
    void set(int index, int offset, int capturedLength, long wireLength, long timeNs) {
        offsets[index] = offset;
        capturedLengths[index] = capturedLength;
        wireLengths[index] = wireLength;
        timesNs[index] = timeNs;
    }

    void resize(int newSize) {
        size = newSize;
    }

    /** Points {@code frame} at the frame {@code index} of the batch. */
    public void frame(int index, Frame frame) {
        frame.wrap(
                first.octets(),
                offsets[index],
                capturedLengths[index],
                wireLengths[index],
                timesNs[index],
                first.number() + index,
                first.origin());
        if (index == 0) {
            frame.comment(first.comment());
        }
    }

    public int size() {
        return size;
    }

    /** Where the frames come from. */
    public Origin origin() {
        return first.origin();
    }

    /** The big-endian buffer that holds the frames; to be read by absolute index only. */
    public ByteBuffer octets() {
        return first.octets();
    }

    /** Index in {@link #octets()} of each frame's first octet; lent. */
    public int[] offsets() {
        return offsets;
    }

    /** Octets present of each frame; lent. */
    public int[] capturedLengths() {
        return capturedLengths;
    }

    /** Time of each frame, nanoseconds since the Unix epoch; lent. */
    public long[] timesNs() {
        return timesNs;
    }
}
