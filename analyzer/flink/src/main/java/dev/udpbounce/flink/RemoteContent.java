// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.capture.NamedContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The content of a capture in a file system of the cluster. A fault of that is no fault of the capture: it is kept, and
 * {@link #check} throws it, so that Flink tries again.
 */
final class RemoteContent {
    private static final int MOST = 1 << 17;

    private final Path path;
    private volatile @Nullable IOException fault;

    RemoteContent(CaptureFile file) {
        path = new Path(file.path);
    }

    NamedContent named(String name) {
        return new NamedContent(name, this::open);
    }

    /** Throws the first fault of the file system. */
    void check() throws IOException {
        IOException kept = fault;
        if (kept != null) {
            throw new IOException("cannot read " + path, kept);
        }
    }

    private ReadableByteChannel open() throws IOException {
        return tried(() -> new Channel(path.getFileSystem().open(path, MOST)));
    }

    private interface Attempt<T> {
        T make() throws IOException;
    }

    /**
     * Makes an attempt, and keeps its fault, unless the thread was interrupted, because nothing more is needed. Stores have
     * exceptions of their own.
     */
    private <T> T tried(Attempt<T> attempt) throws IOException {
        try {
            return attempt.make();
        } catch (IOException | RuntimeException e) {
            IOException thrown = e instanceof IOException it ? it : new IOException(e);
            if (!Thread.currentThread().isInterrupted()) {
                fault = thrown;
            }
            throw thrown;
        }
    }

    private final class Channel implements ReadableByteChannel {
        private final FSDataInputStream stream;
        private final byte[] octets = new byte[MOST];
        private boolean open = true;

        Channel(FSDataInputStream stream) {
            this.stream = stream;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int read = tried(() -> stream.read(octets, 0, Math.min(MOST, into.remaining())));
            into.put(octets, 0, Math.max(0, read));
            return read;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() throws IOException {
            open = false;
            // A store refuses to close in an interrupted thread.
            boolean interrupted = Thread.interrupted();
            try {
                stream.close();
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
