// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The compressed formats recognized by their first octets. */
enum Compression {
    /** RFC 1952. */
    GZIP(0x1f8b_0000, 0xffff_0000),
    BZIP2(0x425a_6800, 0xffff_ff00),
    XZ(0xfd37_7a58, -1),
    LZ4(0x0422_4d18, -1),
    /** RFC 8878. */
    ZSTD(0x28b5_2ffd, -1),
    /** A skippable frame (RFC 8878, section 3.1.2), which parallel compressors write first. */
    ZSTD_SKIPPABLE(0x502a_4d18, 0xf0ff_ffff);

    private final int magic;
    private final int mask;

    Compression(int magic, int mask) {
        this.magic = magic;
        this.mask = mask;
    }

    /** Format whose data start with these four octets, as a big-endian number; null if unknown. */
    static @Nullable Compression of(int word) {
        for (Compression each : values()) {
            if ((word & each.mask) == each.magic) {
                return each;
            }
        }
        return null;
    }

    /** Returns whether decompressing twice takes less time than keeping all datagrams of a capture until it ends. */
    boolean isFast() {
        return this == LZ4 || this == ZSTD || this == ZSTD_SKIPPABLE;
    }

    /** Name under which a {@link Decompressor} is registered. */
    String format() {
        return this == ZSTD_SKIPPABLE ? ZSTD.format() : name().toLowerCase(Locale.ROOT);
    }

    /**
     * Opens the decompressed content; null if this build cannot decompress the format.
     *
     * @param registered decompressors that take precedence over the built-in ones
     * @param memory budget that the decompressor takes its memory from
     */
    @Nullable
    InputStream open(InputStream compressed, List<Decompressor> registered, DecompressionMemory memory)
            throws IOException {
        for (Decompressor each : registered) {
            if (each.format().equals(format())) {
                return each.open(compressed, memory);
            }
        }
        return BuiltInDecompressors.open(this, compressed, memory);
    }
}
