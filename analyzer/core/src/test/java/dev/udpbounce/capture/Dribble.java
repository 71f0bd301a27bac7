// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** A channel that yields one octet at a time and has a configurable end. */
final class Dribble implements ReadableByteChannel {
    private final byte[] octets;
    private final @Nullable IOException fault;
    private int taken;
    private int asked;
    private boolean closed;

    Dribble(byte[] octets) {
        this(octets, null);
    }

    /** Returns a channel that fails after its last octet. */
    Dribble(byte[] octets, @Nullable IOException fault) {
        this.octets = octets;
        this.fault = fault;
    }

    int taken() {
        return taken;
    }

    /** Number of reads after the last octet. */
    int asked() {
        return asked;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (taken < octets.length) {
            into.put(octets[taken++]);
            return 1;
        }
        asked++;
        if (fault != null) {
            throw fault;
        }
        return -1;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
