/**
 * Bytes of a capture file or a pipe come in, lent {@link dev.udpbounce.capture.Frame}s go out, in the order of the
 * file; whatever ends a file early comes out as {@link dev.udpbounce.capture.Damage}. Knows records, blocks, link
 * type numbers and time stamps, and nothing of what a frame contains.
 */
@NullMarked
package dev.udpbounce.capture;

import org.jspecify.annotations.NullMarked;
