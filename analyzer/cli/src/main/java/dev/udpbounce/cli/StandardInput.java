package dev.udpbounce.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/** Standard input, which ends early when it is stopped, even if its reader waits for a packet at that moment. */
final class StandardInput implements ReadableByteChannel {
    private final ReadableByteChannel channel;
    private volatile boolean stopped;

    /** @param in a {@link java.io.FileInputStream}, if it is to be stopped while a read is blocked */
    StandardInput(InputStream in) {
        channel = Channels.newChannel(in);
    }

    /** Makes the current and every later read tell the end. May be called by any thread. */
    void stop() {
        stopped = true;
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be closed", e);
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        try {
            return channel.read(into);
        } catch (ClosedChannelException e) {
            if (stopped) {
                return -1;
            }
            throw e;
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
