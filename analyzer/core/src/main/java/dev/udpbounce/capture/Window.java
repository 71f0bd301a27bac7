// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The part of a content that is in memory: the octets read ahead that the reader has not yet passed.
 *
 * <pre>
 *            position          limit        capacity
 *               |                |             |
 *  | passed     | remaining      | free        |
 *  ^ content offset {@link #contentOffset()} - position
 * </pre>
 *
 * <p>The buffer is big-endian. {@link #ensure} compacts and grows it to hold the wanted octets after its position. A
 * read failure is kept as {@link #fault} and ends the content.
 *
 * <p>The first buffer is direct. A grown buffer is on the heap, because the memory of a discarded direct buffer is
 * released only some time after its collection, and a few records of 16 MiB would exhaust the limit.
 */
final class Window {
    /** Octets of a window if memory is not shared. They still fit a core's own cache when they are processed. */
    static final int SIZE = 1 << 18;

    private static final int PAGE = 1 << 12;

    private final ReadableByteChannel content;
    private final ByteBuffer first;
    private ByteBuffer octets;
    private int position;
    private int limit;
    private long base;
    private boolean ended;
    private @Nullable IOException fault;

    Window(ReadableByteChannel content, int size) {
        this(content, ByteBuffer.allocateDirect(size));
    }

    /** @param first initial buffer */
    Window(ReadableByteChannel content, ByteBuffer first) {
        this.content = content;
        this.first = first;
        this.octets = first;
    }

    /** Initial buffer, which may be reused for another content after this one. */
    ByteBuffer first() {
        return first;
    }

    /** The buffer; {@link #ensure} may replace it. Read it by absolute index. */
    ByteBuffer octets() {
        return octets;
    }

    /** Index in {@link #octets()} of the first octet not yet passed. */
    int position() {
        return position;
    }

    /** Octets in the buffer not yet passed. */
    int remaining() {
        return limit - position;
    }

    /** Offset in the content of the octet at {@link #position()}. */
    long contentOffset() {
        return base + position;
    }

    /** Passes octets, at most {@link #remaining()}. */
    void advance(int count) {
        position += count;
    }

    /**
     * Makes {@code wanted} octets available from the position on. Invalidates earlier views of the buffer.
     *
     * @return false if the content ends before; {@link #remaining()} octets are then available
     */
    boolean ensure(int wanted) {
        while (remaining() < wanted) {
            if (ended) {
                return false;
            }
            makeRoom(wanted);
            fill();
        }
        return true;
    }

    /** Failure that ended the content; null if there was none. */
    @Nullable
    IOException fault() {
        return fault;
    }

    /** Restarts at the beginning of the content, after the caller has rewound the channel. */
    void restart() {
        position = 0;
        limit = 0;
        base = 0;
        ended = false;
        fault = null;
    }

    /**
     * Doubles a buffer only when it is full, so that a false length costs at most twice the memory of the content, and
     * grows no further than {@code wanted}. The extra page lets the longest record fit into twice 8 MiB.
     */
    private void makeRoom(int wanted) {
        int remaining = remaining();
        boolean fits = position == 0 || position + wanted <= octets.capacity();
        if (fits && limit < octets.capacity()) {
            return;
        }
        int capacity = octets.capacity();
        ByteBuffer into =
                remaining < capacity ? octets : ByteBuffer.allocate(Math.min(2 * capacity + PAGE, pages(wanted)));
        into.put(0, octets, position, remaining);
        octets = into;
        base += position;
        position = 0;
        limit = remaining;
    }

    private static int pages(int octets) {
        return (octets + PAGE - 1) & -PAGE;
    }

    /**
     * Reads at most {@link #SIZE} octets: to read into the heap, a file channel allocates a direct buffer of that size.
     */
    private void fill() {
        octets.limit(Math.min(octets.capacity(), limit + SIZE)).position(limit);
        try {
            int read = content.read(octets);
            if (read < 0) {
                ended = true;
            } else {
                limit += read;
            }
        } catch (IOException e) {
            fault = e;
            ended = true;
        }
    }
}
