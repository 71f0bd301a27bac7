// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Compressed data that must yield content: reading fails after {@value #MOST} octets without output. Needed for a
 * decompressor that keeps its input in memory, as gzip's keeps the name in a header, of any length (RFC 1952 section
 * 2.3).
 */
final class Fruitful extends FilterInputStream {
    static final int MOST = 1 << 20;

    private int taken;

    Fruitful(InputStream compressed) {
        super(compressed);
    }

    /** Records that the decompressor yielded content. */
    void yielded() {
        taken = 0;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        take(octet < 0 ? 0 : 1);
        return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        take(Math.max(0, count));
        return count;
    }

    private void take(int count) throws IOException {
        taken += count;
        if (taken > MOST) {
            throw new IOException("no content in " + MOST + " octets");
        }
    }
}
