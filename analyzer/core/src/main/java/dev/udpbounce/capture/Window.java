package dev.udpbounce.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The part of a content that is in memory: what its reader has not yet passed, as much of it as has been read ahead.
 *
 * <pre>
 *            position          limit        capacity
 *               |                |             |
 *  | passed     | remaining      | free        |
 *  ^ content offset {@link #contentOffset()} - position
 * </pre>
 *
 * <p>The buffer is direct and big-endian, and holds at least {@link #ensure} octets after its position, for which it
 * is compacted and grows. A failure to read is kept, and is the end of the content.
 */
final class Window {
    /** Octets of a window that has the memory for itself: what a core's own cache still holds when it is looked at. */
    static final int SIZE = 1 << 18;

    private final ReadableByteChannel content;
    private ByteBuffer octets;
    private int position;
    private int limit;
    private long base;
    private boolean ended;
    private @Nullable IOException fault;

    Window(ReadableByteChannel content, int size) {
        this.content = content;
        this.octets = ByteBuffer.allocateDirect(size);
    }

    /** The buffer; another one after {@link #ensure}, perhaps. To be read by absolute index. */
    ByteBuffer octets() {
        return octets;
    }

    /** Index in {@link #octets()} of the first octet that is not yet passed. */
    int position() {
        return position;
    }

    /** Octets in the buffer that are not yet passed. */
    int remaining() {
        return limit - position;
    }

    /** Offset in the content of the octet at {@link #position()}. */
    long contentOffset() {
        return base + position;
    }

    /** Passes over octets, of which {@link #remaining()} must hold as many. */
    void advance(int count) {
        position += count;
    }

    /**
     * Makes {@code wanted} octets available from the position on. What was lent of the buffer before is no longer
     * valid.
     *
     * @return false if the content ends before; {@link #remaining()} is then what there is
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

    /** Why the content ended early, where it did not simply end. */
    @Nullable
    IOException fault() {
        return fault;
    }

    /** Starts again at the content's beginning, to which the caller has rewound the channel. */
    void restart() {
        position = 0;
        limit = 0;
        base = 0;
        ended = false;
        fault = null;
    }

    /** Doubles only what is already full, so that a length that lies costs no more memory than twice the content. */
    private void makeRoom(int wanted) {
        int remaining = remaining();
        boolean fits = position == 0 || position + wanted <= octets.capacity();
        if (fits && limit < octets.capacity()) {
            return;
        }
        ByteBuffer into = remaining < octets.capacity() ? octets : ByteBuffer.allocateDirect(2 * octets.capacity());
        into.put(0, octets, position, remaining);
        octets = into;
        base += position;
        position = 0;
        limit = remaining;
    }

    private void fill() {
        octets.limit(octets.capacity()).position(limit);
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
