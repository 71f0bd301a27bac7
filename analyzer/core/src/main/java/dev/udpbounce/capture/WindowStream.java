// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channel;

/** A stream of the remaining content of a window. */
final class WindowStream extends InputStream {
    private final Window window;
    private final Channel channel;

    /**
     * Creates a stream from the window's position on.
     *
     * @param channel closed with the stream
     */
    WindowStream(Window window, Channel channel) {
        this.window = window;
        this.channel = channel;
    }

    @Override
    public int read() throws IOException {
        if (!hasMore()) {
            return -1;
        }
        int octet = window.octets().get(window.position()) & 0xff;
        window.advance(1);
        return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, window.remaining());
        window.octets().get(window.position(), into, offset, count);
        window.advance(count);
        return count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean hasMore() throws IOException {
        if (window.ensure(1)) {
            return true;
        }
        IOException fault = window.fault();
        if (fault != null) {
            throw fault;
        }
        return false;
    }
}
