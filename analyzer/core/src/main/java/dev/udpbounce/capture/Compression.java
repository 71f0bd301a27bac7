package dev.udpbounce.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The compressed formats that are known by their first octets. */
enum Compression {
    /** RFC 1952. */
    GZIP(0x1f8b_0000, 0xffff_0000),
    BZIP2(0x425a_6800, 0xffff_ff00),
    XZ(0xfd37_7a58, -1),
    LZ4(0x0422_4d18, -1),
    /** RFC 8878. */
    ZSTD(0x28b5_2ffd, -1),
    /** RFC 8878, section 3.1.2, with which parallel compressors begin. */
    ZSTD_SKIPPABLE(0x502a_4d18, 0xf0ff_ffff);

    private final int magic;
    private final int mask;

    Compression(int magic, int mask) {
        this.magic = magic;
        this.mask = mask;
    }

    /** The format whose data start with these four octets, as a big-endian number; null if none is known. */
    static @Nullable Compression of(int word) {
        for (Compression each : values()) {
            if ((word & each.mask) == each.magic) {
                return each;
            }
        }
        return null;
    }

    /** The name under which a {@link Decompressor} is registered. */
    String format() {
        return this == ZSTD_SKIPPABLE ? ZSTD.format() : name().toLowerCase(Locale.ROOT);
    }

    /** The decompressed content; null if this build cannot decompress the format. */
    @Nullable
    InputStream open(InputStream compressed) throws IOException {
        for (Decompressor each : ServiceLoader.load(Decompressor.class)) {
            if (each.format().equals(format())) {
                return each.open(compressed);
            }
        }
        return BuiltInDecompressors.open(this, compressed);
    }
}
