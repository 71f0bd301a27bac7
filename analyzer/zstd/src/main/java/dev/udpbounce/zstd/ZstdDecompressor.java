// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.zstd;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.udpbounce.capture.DecompressionMemory;
import dev.udpbounce.capture.Decompressor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Zstandard (RFC 8878). The window, in memory outside the Java heap, may have up to 128 MiB, as in the command {@code
 * zstd}; a frame that needs more is refused.
 */
public final class ZstdDecompressor implements Decompressor {
    private static final int LONGEST_WINDOW = 27;
    static final long LONGEST_WINDOW_OCTETS = 1L << LONGEST_WINDOW;

    @Override
    public String format() {
        return "zstd";
    }

    @Override
    public InputStream open(InputStream compressed, DecompressionMemory memory) throws IOException {
        try {
            return new ShortReads(
                    new ZstdInputStreamNoFinalizer(new FrameWindows(compressed, memory)).setLongMax(LONGEST_WINDOW));
        } catch (LinkageError e) {
            // If no library is installed for this processor, it is unpacked into java.io.tmpdir, which may forbid
            // execution.
            throw new IOException("the native library cannot be loaded: " + e.getMessage(), e);
        }
    }

    /** Reads in small portions, because the library loses the output of a call that precedes a broken block. */
    private static final class ShortReads extends FilterInputStream {
        private static final int MOST = 1 << 14;

        ShortReads(InputStream decompressed) {
            super(decompressed);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return super.read(into, offset, Math.min(length, MOST));
        }
    }
}
