// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses in a separate thread, a few chunks ahead of the reader. The reader gets a failure of that thread after
 * all octets decompressed before it.
 */
final class ReadAhead implements ReadableByteChannel {
    private static final int CHUNK = 1 << 18;
    private static final int CHUNKS = 4;
    private static final long MOST_WAIT_MS = 1_000;

    private final InputStream content;
    private final String format;
    private final BlockingQueue<Chunk> filled = new ArrayBlockingQueue<>(CHUNKS);
    private final BlockingQueue<Chunk> free = new ArrayBlockingQueue<>(CHUNKS);
    private final Thread thread;
    private Chunk current = new Chunk(0);

    /**
     * Starts the thread.
     *
     * @param format format to name in errors
     */
    ReadAhead(InputStream content, String format) {
        this.content = content;
        this.format = format;
        for (int i = 0; i < CHUNKS; i++) {
            free.add(new Chunk(CHUNK));
        }
        thread = new Thread(this::run, "decompress " + format);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        try {
            while (current.taken == current.length) {
                if (current.fault != null) {
                    throw current.fault;
                }
                if (current.last) {
                    return -1;
                }
                if (current.octets.length > 0) {
                    free.put(current);
                }
                current = filled.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        int count = Math.min(into.remaining(), current.length - current.taken);
        into.put(current.octets, current.taken, count);
        current.taken += count;
        return count;
    }

    @Override
    public boolean isOpen() {
        return thread.isAlive();
    }

    /** Ends the thread, which closes the content. Waits for it at most {@value #MOST_WAIT_MS} ms. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(MOST_WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (content) {
            Chunk chunk;
            do {
                chunk = free.take();
                chunk.fill(content, format);
                filled.put(chunk);
            } while (!chunk.last);
        } catch (InterruptedException | IOException e) {
            // The reader closed the channel, or it has all the data and only closing the content failed.
            Thread.currentThread().interrupt();
        }
    }

    /** A buffer that passes octets from the thread to the reader and is then reused. */
    private static final class Chunk {
        private final byte[] octets;
        private int length;
        private int taken;
        private boolean last;
        private @Nullable IOException fault;

        Chunk(int size) {
            octets = new byte[size];
        }

        void fill(InputStream content, String format) {
            taken = 0;
            length = 0;
            try {
                while (length < octets.length && !last) {
                    int read = content.read(octets, length, octets.length - length);
                    last = read < 0;
                    length += Math.max(0, read);
                }
            } catch (IOException | RuntimeException | Error e) {
                // Errors must reach the reader too, or it waits forever.
                fault = new IOException(Faults.ofDecompressor(format, e), e);
                last = true;
            }
        }
    }
}
