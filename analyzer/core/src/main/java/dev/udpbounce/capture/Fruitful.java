package dev.udpbounce.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Compressed data that must yield something: a decompressor that has taken {@value #MOST} octets without giving one is
 * stopped. It is for those which keep what they have not decompressed, as gzip's keeps the name in a header, of any
 * length (RFC 1952 section 2.3).
 */
final class Fruitful extends FilterInputStream {
    static final int MOST = 1 << 20;

    private int taken;

    Fruitful(InputStream compressed) {
        super(compressed);
    }

    /** Tells that octets came out. */
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
