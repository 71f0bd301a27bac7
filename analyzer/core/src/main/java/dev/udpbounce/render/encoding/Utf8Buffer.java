// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.encoding;

import dev.udpbounce.decode.IpAddress;
import java.util.Arrays;

/** A buffer that encodes text as UTF-8. */
public final class Utf8Buffer {
    /** The maximum number of octets of a character, and of a number. */
    private static final int MAX_CHARACTER = 4;

    private static final int MAX_NUMBER = 20;
    private static final int MAX_DIGITS = 19;
    /** The two digits of each number below 100. */
    private static final byte[] PAIRS = new byte[200];

    static {
        for (int i = 0; i < 100; i++) {
            PAIRS[2 * i] = (byte) ('0' + i / 10);
            PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
        }
    }

    private byte[] octets;
    private int length;

    public Utf8Buffer(int capacity) {
        octets = new byte[capacity];
    }

    /** Returns the octets up to {@link #length}, valid until the next change. */
    public byte[] octets() {
        return octets;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /** Appends text without lone surrogates. */
    public void text(CharSequence text) {
        room(text.length() * MAX_CHARACTER);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                octets[length++] = (byte) c;
            } else if (c < 0x800) {
                octets[length++] = (byte) (0xc0 | (c >> 6));
                tail(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
                codePoint(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                octets[length++] = (byte) (0xe0 | (c >> 12));
                tail(c >> 6);
                tail(c);
            }
        }
    }

    private void codePoint(int codePoint) {
        octets[length++] = (byte) (0xf0 | (codePoint >> 18));
        tail(codePoint >> 12);
        tail(codePoint >> 6);
        tail(codePoint);
    }

    private void tail(int bits) {
        octets[length++] = (byte) (0x80 | (bits & 0x3f));
    }

    /** Appends one ASCII character. */
    public void ascii(char c) {
        room(1);
        octets[length++] = (byte) c;
    }

    /** Appends octets that are already UTF-8. */
    public void octets(byte[] text, int from, int count) {
        room(count);
        System.arraycopy(text, from, octets, length, count);
        length += count;
    }

    public void number(long value) {
        room(MAX_NUMBER);
        long rest = value;
        if (rest < 0) {
            octets[length++] = '-';
        } else {
            rest = -rest; // every number has a negative
        }
        length += digits(rest);
        int at = length;
        while (rest <= -100) {
            long hundreds = rest / 100;
            int pair = 2 * (int) (hundreds * 100 - rest);
            octets[--at] = PAIRS[pair + 1];
            octets[--at] = PAIRS[pair];
            rest = hundreds;
        }
        int pair = 2 * (int) -rest;
        octets[--at] = PAIRS[pair + 1];
        if (rest <= -10) {
            octets[--at] = PAIRS[pair];
        }
    }

    /** Returns the number of digits of a number that is not positive. */
    private static int digits(long negative) {
        int digits = 1;
        for (long bound = -10; digits < MAX_DIGITS && negative <= bound; bound *= 10) {
            digits++;
        }
        return digits;
    }

    public void address(IpAddress address) {
        room(IpAddress.MAX_TEXT);
        length = IpAddress.write(address.version(), address.high(), address.low(), octets, length);
    }

    private void room(int count) {
        if (count > octets.length - length) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + count));
        }
    }
}
