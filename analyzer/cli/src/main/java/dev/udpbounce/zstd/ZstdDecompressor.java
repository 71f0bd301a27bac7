package dev.udpbounce.zstd;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.udpbounce.capture.Decompressor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Zstandard (RFC 8878). A window, which is memory outside the Java heap, may have 128 MiB, as for the command
 * {@code zstd}; a frame that asks for more is refused.
 */
public final class ZstdDecompressor implements Decompressor {
    private static final int LONGEST_WINDOW = 27;

    @Override
    public String format() {
        return "zstd";
    }

    @Override
    public InputStream open(InputStream compressed) throws IOException {
        try {
            return new ShortReads(new ZstdInputStreamNoFinalizer(compressed).setLongMax(LONGEST_WINDOW));
        } catch (LinkageError e) {
            // It is unpacked into java.io.tmpdir, which may be read-only or forbid execution.
            throw new IOException("the native library cannot be loaded: " + e.getMessage(), e);
        }
    }

    /** The library loses what a call has decompressed in front of a broken block: at most so much as is asked for. */
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
