// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Standard input that can be stopped early, even while a read is blocked. */
final class StandardInput implements ReadableByteChannel {
    private static final long PAUSE_MS = 100;

    private final ReadableByteChannel channel;
    private volatile boolean stopped;
    private volatile @Nullable Pauses pauses;

    /** @param in a {@link java.io.FileInputStream} if a blocked read must be stoppable */
    StandardInput(InputStream in) {
        channel = Channels.newChannel(in);
    }

    /** Makes the current read and all later reads return the end of the stream. For any thread. */
    void stop() {
        stopped = true;
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be closed", e);
        }
    }

    /**
     * Runs {@code action} in another thread whenever a read of the calling thread has waited for {@link #PAUSE_MS}
     * milliseconds; the read does not return before the action has. Reads of other threads are left alone.
     */
    void onPause(Runnable action) {
        pauses = new Pauses(Thread.currentThread(), action);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        Pauses watching = pauses;
        if (watching == null || !watching.concernThisThread()) {
            return readOn(into);
        }
        watching.begin();
        try {
            return readOn(into);
        } finally {
            watching.end();
        }
    }

    private int readOn(ByteBuffer into) throws IOException {
        try {
            return channel.read(into);
        } catch (ClosedChannelException e) {
            if (stopped) {
                return -1;
            }
            throw e;
        }
    }

    /** Watches the reads of one thread. */
    private static final class Pauses {
        private final Thread reader;
        private final Runnable action;
        private long reads;
        private boolean reading;

        Pauses(Thread reader, Runnable action) {
            this.reader = reader;
            this.action = action;
            Thread thread = new Thread(this::watch, "pauses of standard input");
            thread.setDaemon(true);
            thread.start();
        }

        boolean concernThisThread() {
            return Thread.currentThread().equals(reader);
        }

        synchronized void begin() {
            reading = true;
            reads++;
        }

        synchronized void end() {
            reading = false;
        }

        private synchronized void watch() {
            try {
                long seen = 0;
                long acted = 0;
                while (true) {
                    wait(PAUSE_MS);
                    if (reading && reads == seen && reads != acted) {
                        acted = reads;
                        action.run();
                    }
                    seen = reads;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
