package dev.udpbounce.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** What is decompressed without a registered {@link Decompressor}. Apart, so that plain files load none of it. */
final class BuiltInDecompressors {
    private static final int HEAP_SHARE = 4;
    private static final int MOST_KIB = 1 << 17;
    private static final int KIB = 1 << 10;

    private BuiltInDecompressors() {}

    /** What a dictionary of xz may take: a header of a few octets can ask for 1.5 GiB. */
    private static int memoryLimitKib() {
        return (int) Math.min(MOST_KIB, Runtime.getRuntime().maxMemory() / HEAP_SHARE / KIB);
    }

    /** The decompressed content; null if the format is not built in. */
    static @Nullable InputStream open(Compression compression, InputStream compressed) throws IOException {
        return switch (compression) {
            case GZIP -> gzip(new Fruitful(compressed));
            case BZIP2 -> new WholeReads(new BZip2CompressorInputStream(compressed, true));
            // Returns piece by piece anyway, and counts octets of its headers as read.
            case LZ4 -> new FramedLZ4CompressorInputStream(compressed, true);
            case XZ -> new AvailableReads(new XZInputStream(compressed, memoryLimitKib()));
            case ZSTD, ZSTD_SKIPPABLE -> null;
        };
    }

    private static InputStream gzip(Fruitful compressed) throws IOException {
        InputStream content = new WholeReads(GzipCompressorInputStream.builder()
                .setInputStream(compressed)
                .setDecompressConcatenated(true)
                .get());
        return new FilterInputStream(content) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = super.read(into, offset, length);
                compressed.yielded();
                return count;
            }
        };
    }
}
