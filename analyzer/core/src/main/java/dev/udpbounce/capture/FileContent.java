package dev.udpbounce.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** A regular file that can be read again. Where it ended the first time it ends ever after, though it may grow. */
final class FileContent implements ReadableByteChannel {
    private final FileChannel file;
    private long position;
    private long end = Long.MAX_VALUE;

    FileContent(FileChannel file) {
        this.file = file;
    }

    void rewind() {
        position = 0;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
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

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
