// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A view of one captured frame: the octets are valid until the source advances, so copy what you keep. There are two
 * lengths: {@link #capturedLength()} octets are present, and {@link #wireLength()} were on the wire according to the
 * record. Either may be the larger in a damaged file.
 */
public final class Frame {
    /**
     * Known times lie between the negative of this and this, nanoseconds since the Unix epoch: the years 1823 to 2116. So
     * the time between any two of them is a {@code long}.
     */
    public static final long MOST_NS = (1L << 62) - 1;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final Origin NOWHERE = new Origin(-1, null, null, -1, 0, 6);

    private ByteBuffer octets = NOTHING;
    private int offset;
    private int capturedLength;
    private long wireLength;
    private long timeNs;
    private boolean hasTime = true;
    private long number;
    private Origin origin = NOWHERE;
    private @Nullable String comment;

    /**
     * Points this frame at the octets {@code [offset, offset + capturedLength)} of a big-endian buffer, which must hold
     * all of them. Clears the comment.
     *
     * @param timeNs nanoseconds since the Unix epoch; {@link #isKnown}
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
        hasTime = true;
        this.number = number;
        this.origin = origin;
        comment = null;
    }

    /** Points this frame at the octets of {@code other} and copies its fields. */
    public void wrap(Frame other) {
        wrap(
                other.octets,
                other.offset,
                other.capturedLength,
                other.wireLength,
                other.timeNs,
                other.number,
                other.origin);
        hasTime = other.hasTime;
        comment = other.comment;
    }

    /** Returns a copy of this frame without octets, which remains valid when the source advances. */
    public Frame withoutOctets() {
        Frame kept = new Frame();
        kept.wrap(NOTHING, 0, 0, wireLength, timeNs, number, origin);
        kept.hasTime = hasTime;
        kept.comment = comment;
        return kept;
    }

    /** Whether a number of nanoseconds since the Unix epoch may be the time of a frame. */
    static boolean isKnown(long timeNs) {
        return -MOST_NS <= timeNs && timeNs <= MOST_NS;
    }

    /** Moves this frame to another time, which is unknown if it is none that {@link #isKnown}. */
    void moveTo(long newTimeNs) {
        timeNs = Math.max(-MOST_NS, Math.min(newTimeNs, MOST_NS));
        hasTime &= isKnown(newTimeNs);
    }

    /** Says that the time of this frame is its place in the order of the capture and nothing more. */
    public void forgetTime() {
        hasTime = false;
    }

    /** Sets the comment, see {@link #comment()}. */
    public void comment(@Nullable String newComment) {
        comment = newComment;
    }

    /** The big-endian buffer that holds the frame; read it by absolute index only. */
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

    /** Octets that the frame had on the wire, according to the record. */
    public long wireLength() {
        return wireLength;
    }

    /**
     * Nanoseconds since the Unix epoch. Where the frame {@linkplain #hasTime has no time} it is no more than a place to put
     * it in order: right behind the frame before it.
     */
    public long timeNs() {
        return timeNs;
    }

    /** Whether it is known when the frame was captured. */
    public boolean hasTime() {
        return hasTime;
    }

    /** 1-based ordinal of the frame among the frames of its own file or live capture. */
    public long number() {
        return number;
    }

    public Origin origin() {
        return origin;
    }

    /** Comment on the frame; several comments are separated by line breaks. Null if there is none. */
    public @Nullable String comment() {
        return comment;
    }
}
