package dev.udpbounce.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Asks a decompressor for no more than it says that it has, or for one octet. A decompressor that throws in the middle
 * of a call, and takes with it what the call had already put into the array, so loses nothing.
 */
final class AvailableReads extends FilterInputStream {
    AvailableReads(InputStream decompressed) {
        super(decompressed);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return super.read(into, offset, Math.min(length, Math.max(1, super.available())));
    }
}
