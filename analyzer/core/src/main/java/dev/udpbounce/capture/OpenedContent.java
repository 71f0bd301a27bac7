// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The content behind a {@link ContentOpener}. Its end is fixed by the first reading, even if it grows. Content that is
 * shorter when it is read again ends there, as a cut file does.
 */
final class OpenedContent implements RewindableContent {
    private final ContentOpener opener;
    private @Nullable ReadableByteChannel channel;
    private long position;
    private long end = Long.MAX_VALUE;

    private OpenedContent(ContentOpener opener, ReadableByteChannel channel) {
        this.opener = opener;
        this.channel = channel;
    }

    static OpenedContent open(ContentOpener opener) throws IOException {
        return new OpenedContent(opener, opener.open());
    }

    @Override
    public void rewind() {
        try {
            close();
        } catch (IOException e) {
            // Only reading matters, and the next read opens the content again.
            channel = null;
        }
        position = 0;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        ReadableByteChannel open = channel;
        if (open == null) {
            if (position != 0) {
                throw new IOException("was closed while it was read");
            }
            open = opener.open();
            channel = open;
        }
        if (into.remaining() > end - position) {
            into.limit(into.position() + (int) (end - position));
        }
        int read = into.hasRemaining() ? open.read(into) : -1;
        if (read < 0) {
            end = position;
        } else {
            position += read;
        }
        return read;
    }

    @Override
    public boolean isOpen() {
        return channel != null;
    }

    @Override
    public void close() throws IOException {
        ReadableByteChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
