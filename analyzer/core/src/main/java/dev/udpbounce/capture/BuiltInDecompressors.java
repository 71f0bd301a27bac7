// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The formats decompressed without a registered {@link Decompressor}. A separate class, so that plain files do not load
 * it.
 */
final class BuiltInDecompressors {
    /** Limit for an xz dictionary: a header of a few octets can request 1.5 GiB. */
    private static final int MOST_KIB = 1 << 17;
    /** The arrays of a block of 900 kB. */
    private static final long BZIP2_OCTETS = 5 << 20;
    /** A block of 4 MiB, both compressed and decompressed. */
    private static final long LZ4_OCTETS = 8 << 20;

    private BuiltInDecompressors() {}

    /**
     * Opens the decompressed content; null if the format is not built in.
     *
     * @param memory budget that the decompressor takes its memory from
     */
    static @Nullable InputStream open(Compression compression, InputStream compressed, DecompressionMemory memory)
            throws IOException {
        return switch (compression) {
            case GZIP -> gzip(new Fruitful(compressed));
            case BZIP2 ->
                Reserved.open(
                        memory, BZIP2_OCTETS, () -> new WholeReads(new BZip2CompressorInputStream(compressed, true)));
            // Needs no WholeReads: it returns data in pieces anyway, and counts octets of its headers as read.
            case LZ4 -> Reserved.open(memory, LZ4_OCTETS, () -> new FramedLZ4CompressorInputStream(compressed, true));
            case XZ -> new AvailableReads(new XZInputStream(compressed, MOST_KIB, true, new XzArrays(memory)));
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
