package dev.udpbounce.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** A channel that yields one octet at a time, and at its end what it is told to. */
final class Dribble implements ReadableByteChannel {
    private final byte[] octets;
    private final @Nullable IOException fault;
    private int taken;
    private int asked;
    private boolean closed;

    Dribble(byte[] octets) {
        this(octets, null);
    }

    /** A channel that fails behind its last octet. */
    Dribble(byte[] octets, @Nullable IOException fault) {
        this.octets = octets;
        this.fault = fault;
    }

    int taken() {
        return taken;
    }

    /** How often a reader asked for what is behind the last octet. */
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
