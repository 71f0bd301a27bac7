// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A regular file that can be reread. Its end is fixed by the first reading, even if it grows. Its descriptor may be
 * closed in between; when reading resumes, the path must still name the same file.
 */
final class FileContent implements RewindableContent {
    private final Path path;
    private final OpenFiles files;
    /** Held during a read, possibly by a decompressing thread. */
    private final ReentrantLock reading = new ReentrantLock();

    private final @Nullable Object key;
    private @Nullable FileChannel channel;
    private long position;
    private long end = Long.MAX_VALUE;

    private FileContent(Path path, OpenFiles files) throws IOException {
        this.path = path;
        this.files = files;
        channel = open();
        key = keyOf(path);
    }

    static FileContent open(Path path, OpenFiles files) throws IOException {
        return new FileContent(path, files);
    }

    private FileChannel open() throws IOException {
        files.opens(this);
        try {
            return FileChannel.open(path);
        } catch (IOException e) {
            files.closed(this);
            throw e;
        }
    }

    /** Device and inode. */
    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void rewind() {
        position = 0;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        reading.lock();
        try {
            return read(into, channel());
        } finally {
            reading.unlock();
        }
    }

    private int read(ByteBuffer into, FileChannel file) throws IOException {
        if (into.remaining() > end - position) {
            into.limit(into.position() + (int) (end - position));
        }
        int read = into.hasRemaining() ? file.read(into, position) : -1;
        if (read < 0) {
            end = position;
        } else {
            position += read;
        }
        return read;
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            if (!Objects.equals(keyOf(path), key)) {
                throw new IOException("was replaced by another file while it was read");
            }
            open = open();
            channel = open;
        }
        return open;
    }

    /** Closes the descriptor until the next read. Returns false if a read is in progress. */
    boolean pause() throws IOException {
        if (!reading.tryLock()) {
            return false;
        }
        try {
            closeChannel();
            return true;
        } finally {
            reading.unlock();
        }
    }

    private void closeChannel() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public boolean isOpen() {
        return channel != null;
    }

    @Override
    public void close() throws IOException {
        reading.lock();
        try {
            closeChannel();
        } finally {
            reading.unlock();
        }
        files.closed(this);
    }
}
