// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import org.apache.commons.compress.compressors.CompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Defers a decompressor's failure to the next call, so that the octets already stored by the failing call are not lost.
 */
final class WholeReads extends FilterInputStream {
    private final CompressorInputStream decompressed;
    private @Nullable IOException fault;

    WholeReads(CompressorInputStream decompressed) {
        super(decompressed);
        this.decompressed = decompressed;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (fault != null) {
            throw fault;
        }
        long before = decompressed.getBytesRead();
        try {
            return decompressed.read(into, offset, length);
        } catch (IOException e) {
            int done = (int) (decompressed.getBytesRead() - before);
            if (done <= 0) {
                throw e;
            }
            fault = e;
            return done;
        }
    }
}
