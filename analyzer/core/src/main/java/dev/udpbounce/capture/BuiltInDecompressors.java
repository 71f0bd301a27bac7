package dev.udpbounce.capture;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.jspecify.annotations.Nullable;

/** What is decompressed without a registered {@link Decompressor}. Apart, so that plain files load none of it. */
final class BuiltInDecompressors {
    private BuiltInDecompressors() {}

    /** The decompressed content; null if the format is not built in. */
    static @Nullable InputStream open(Compression compression, InputStream compressed) throws IOException {
        return switch (compression) {
            case GZIP ->
                new WholeReads(GzipCompressorInputStream.builder()
                        .setInputStream(compressed)
                        .setDecompressConcatenated(true)
                        .get());
            case BZIP2 -> new WholeReads(new BZip2CompressorInputStream(compressed, true));
            // Returns piece by piece anyway, and counts octets of its headers as read.
            case LZ4 -> new FramedLZ4CompressorInputStream(compressed, true);
            case XZ, ZSTD, ZSTD_SKIPPABLE -> null;
        };
    }
}
