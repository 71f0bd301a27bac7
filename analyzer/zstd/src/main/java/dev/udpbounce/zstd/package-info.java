/**
 * Zstandard decompression through the native library, since there is no well-maintained pure Java implementation. The
 * package does not look at the decompressed data.
 */
@NullMarked
package dev.udpbounce.zstd;

import org.jspecify.annotations.NullMarked;
