// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Buffers for the windows of one run, reused by successive files. The more buffers are in use, the smaller new ones
 * are.
 */
final class Buffers {
    /** Approximate total size of the buffers in use. */
    private static final int ALL = 1 << 24;

    private static final int LEAST = 1 << 12;

    private final int most;
    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private int used;

    /** @param most maximum size of a buffer in octets */
    Buffers(int most) {
        this.most = most;
    }

    ByteBuffer take() {
        used++;
        int size = Math.min(most, Math.max(LEAST, ALL / used));
        ByteBuffer again = size == most ? free.poll() : null;
        return again == null ? ByteBuffer.allocateDirect(size) : again;
    }

    void giveBack(ByteBuffer buffer) {
        used--;
        if (buffer.capacity() == most) {
            free.push(buffer.clear());
        }
    }
}
