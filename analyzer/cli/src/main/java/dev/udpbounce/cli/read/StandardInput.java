// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/** Standard input that can be stopped early, even while a read is blocked. */
final class StandardInput implements ReadableByteChannel {
    private final ReadableByteChannel channel;
    private volatile boolean stopped;

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
