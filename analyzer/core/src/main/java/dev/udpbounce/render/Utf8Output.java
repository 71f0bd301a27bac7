package dev.udpbounce.render;

import dev.udpbounce.decode.IpAddress;
import java.io.IOException;
import java.io.OutputStream;

/** Gathers text as UTF-8 for a stream, so that one write carries many events. */
final class Utf8Output {
    private static final int CAPACITY = 1 << 16;
    /** The longest single piece other than text: a number, an address, an instant. */
    private static final int PIECE = 64;
    /** Characters whose UTF-8 form is no longer than that: three octets each, or four a pair. */
    private static final int PIECE_CHARS = 20;

    private final OutputStream out;
    private final Flush flush;
    private final byte[] buffer = new byte[CAPACITY];
    private int length;

    Utf8Output(OutputStream out, Flush flush) {
        this.out = out;
        this.flush = flush;
    }

    /** Text without lone surrogates. */
    void text(CharSequence text) throws IOException {
        int next = 0;
        while (next < text.length()) {
            room();
            next = encode(text, next, Math.min(text.length(), next + PIECE_CHARS));
        }
    }

    /** Writes characters up to {@code to}, or one more if a pair ends there; returns the index of the next one. */
    private int encode(CharSequence text, int from, int to) {
        int i = from;
        for (; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                buffer[length++] = (byte) c;
            } else if (c < 0x800) {
                buffer[length++] = (byte) (0xc0 | (c >> 6));
                tail(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
                codePoint(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                buffer[length++] = (byte) (0xe0 | (c >> 12));
                tail(c >> 6);
                tail(c);
            }
        }
        return i;
    }

    private void codePoint(int codePoint) {
        buffer[length++] = (byte) (0xf0 | (codePoint >> 18));
        tail(codePoint >> 12);
        tail(codePoint >> 6);
        tail(codePoint);
    }

    private void tail(int bits) {
        buffer[length++] = (byte) (0x80 | (bits & 0x3f));
    }

    /** One character of ASCII. */
    void ascii(char c) throws IOException {
        room();
        buffer[length++] = (byte) c;
    }

    /** Octets of ASCII, at most 64. */
    void ascii(byte[] text, int from, int count) throws IOException {
        room();
        System.arraycopy(text, from, buffer, length, count);
        length += count;
    }

    void number(long value) throws IOException {
        room();
        if (value < 0) {
            buffer[length++] = '-';
        }
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            buffer[i] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
        length += digits;
    }

    void address(IpAddress address) throws IOException {
        room();
        length = IpAddress.write(address.version(), address.high(), address.low(), buffer, length);
    }

    private void room() throws IOException {
        if (length > CAPACITY - PIECE) {
            drain();
        }
    }

    private void drain() throws IOException {
        int count = length;
        length = 0;
        out.write(buffer, 0, count);
    }

    void endOfEvent() throws IOException {
        if (flush == Flush.EACH_EVENT) {
            flush();
        }
    }

    void flush() throws IOException {
        drain();
        out.flush();
    }
}
