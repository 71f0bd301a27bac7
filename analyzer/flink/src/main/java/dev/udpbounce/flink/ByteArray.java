// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A growing array that takes octets of a buffer, without the lock of its parent's methods. */
final class ByteArray extends ByteArrayOutputStream {
    /** Appends octets of a buffer from an absolute index. */
    void write(ByteBuffer from, int offset, int length) {
        if (buf.length - count < length) {
            buf = Arrays.copyOf(buf, Math.max(count + length, 2 * buf.length));
        }
        from.get(offset, buf, count, length);
        count += length;
    }
}
