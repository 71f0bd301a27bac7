/**
 * Zstandard, which there is no well-kept pure Java for: compressed octets of a capture come in, the plain ones go out,
 * through the native library. What they mean is never looked at here.
 */
@NullMarked
package dev.udpbounce.zstd;

import org.jspecify.annotations.NullMarked;
