// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.encoding;

import java.io.IOException;
import java.io.OutputStream;

/** Buffers text as UTF-8 for a stream, so that one write carries many events. */
public final class Utf8Output {
    /** The number of octets from which the buffer is written to the stream. */
    private static final int FULL = 1 << 16;

    private final OutputStream out;
    private final Flush flush;
    private final Utf8Buffer buffer = new Utf8Buffer(2 * FULL);

    public Utf8Output(OutputStream out, Flush flush) {
        this.out = out;
        this.flush = flush;
    }

    /** Appends text without lone surrogates. */
    public void text(CharSequence text) throws IOException {
        buffer.text(text);
        drainIfFull();
    }

    /** Appends one ASCII character. */
    public void ascii(char c) throws IOException {
        buffer.ascii(c);
        drainIfFull();
    }

    /** Appends octets that are already UTF-8. */
    public void octets(byte[] text, int from, int count) throws IOException {
        buffer.octets(text, from, count);
        drainIfFull();
    }

    private void drainIfFull() throws IOException {
        if (buffer.length() >= FULL) {
            drain();
        }
    }

    private void drain() throws IOException {
        int count = buffer.length();
        buffer.clear();
        out.write(buffer.octets(), 0, count);
    }

    public void endOfEvent() throws IOException {
        if (flush == Flush.EACH_EVENT) {
            flush();
        }
    }

    public void flush() throws IOException {
        drain();
        out.flush();
    }
}
