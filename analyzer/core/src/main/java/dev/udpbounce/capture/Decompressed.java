// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Decompresses on demand, in the reading thread. */
final class Decompressed implements ReadableByteChannel {
    private static final int MOST = 1 << 13;

    private final InputStream content;
    private final String format;
    private final byte[] octets = new byte[MOST];
    private boolean open = true;

    /** @param format format to name in errors */
    Decompressed(InputStream content, String format) {
        this.content = content;
        this.format = format;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        try {
            int count = content.read(octets, 0, Math.min(MOST, into.remaining()));
            into.put(octets, 0, Math.max(0, count));
            return count;
        } catch (IOException | RuntimeException | Error e) {
            throw new IOException(Faults.ofDecompressor(format, e), e);
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        try {
            content.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a file that is only read cannot be closed", e);
        }
    }
}
