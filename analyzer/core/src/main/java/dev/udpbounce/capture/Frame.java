package dev.udpbounce.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One captured frame, lent by its source: the octets are valid until the source moves on, and whatever is kept is
 * copied. Two lengths are kept apart: {@link #capturedLength()} octets are present, {@link #wireLength()} were on the
 * wire as the record claims, and either may be the larger one in a damaged file.
 */
public final class Frame {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final Origin NOWHERE = new Origin(-1, null, null, -1, 0, 6);

    private ByteBuffer octets = NOTHING;
    private int offset;
    private int capturedLength;
    private long wireLength;
    private long timeNs;
    private long number;
    private Origin origin = NOWHERE;
    private @Nullable String comment;

    /**
     * Points this frame, which has no comment then, at the octets {@code [offset, offset + capturedLength)} of a big-endian buffer, all of which
     * the buffer must hold.
     *
     * @param timeNs nanoseconds since the Unix epoch
     * @param number 1-based ordinal among the frames of its own file or live capture
     */
    public void wrap(
            ByteBuffer octets,
            int offset,
            int capturedLength,
            long wireLength,
            long timeNs,
            long number,
            Origin origin) {
        assert octets.order() == ByteOrder.BIG_ENDIAN;
        this.octets = octets;
        this.offset = offset;
        this.capturedLength = capturedLength;
        this.wireLength = wireLength;
        this.timeNs = timeNs;
        this.number = number;
        this.origin = origin;
        comment = null;
    }

    /** Points this frame at what {@code other} points at. */
    public void wrap(Frame other) {
        wrap(
                other.octets,
                other.offset,
                other.capturedLength,
                other.wireLength,
                other.timeNs,
                other.number,
                other.origin);
        comment = other.comment;
    }

    /** Moves this frame to another time. */
    void moveTo(long newTimeNs) {
        timeNs = newTimeNs;
    }

    void comment(@Nullable String newComment) {
        comment = newComment;
    }

    /** The big-endian buffer that holds the frame; to be read by absolute index only. */
    public ByteBuffer octets() {
        return octets;
    }

    /** Index in {@link #octets()} of the frame's first octet, that of its link-layer header. */
    public int offset() {
        return offset;
    }

    /** Octets present. */
    public int capturedLength() {
        return capturedLength;
    }

    /** Octets that the record claims the frame had on the wire. */
    public long wireLength() {
        return wireLength;
    }

    /** Nanoseconds since the Unix epoch. */
    public long timeNs() {
        return timeNs;
    }

    /** 1-based ordinal of the frame among the frames of its own file or live capture. */
    public long number() {
        return number;
    }

    public Origin origin() {
        return origin;
    }

    /** What somebody wrote beside the frame, several comments in lines of their own; null where nobody did. */
    public @Nullable String comment() {
        return comment;
    }
}
