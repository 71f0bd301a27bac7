// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.encoding;

import dev.udpbounce.decode.IpAddress;
import java.util.Arrays;

/** A buffer that encodes text as UTF-8. */
public final class Utf8Buffer {
    /** The maximum number of octets of a character. */
    private static final int MAX_CHARACTER = 4;

    private static final int MAX_DIGITS = 19;
    /** log10(2), as a multiple of 2^-{@link #LOG10_SHIFT}. */
    private static final int LOG10_OF_2 = 1233;

    private static final int LOG10_SHIFT = 12;
    /** The powers of ten that a long holds. */
    private static final long[] POWERS = new long[MAX_DIGITS];

    /** The two digits of each number below 100. */
    private static final byte[] PAIRS = new byte[200];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < MAX_DIGITS; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
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
        if (value < 0) {
            text(Long.toString(value));
            return;
        }
        room(MAX_DIGITS);
        length += digits(value);
        int at = length;
        long rest = value;
        while (rest > Integer.MAX_VALUE) {
            long hundreds = rest / 100;
            at = pair((int) (rest - hundreds * 100), at);
            rest = hundreds;
        }
        int small = (int) rest; // its division is faster
        while (small >= 100) {
            int hundreds = small / 100;
            at = pair(small - hundreds * 100, at);
            small = hundreds;
        }
        if (small >= 10) {
            pair(small, at);
        } else {
            octets[at - 1] = (byte) ('0' + small);
        }
    }

    /** Writes two digits before an index and returns the index of the first. */
    private int pair(int number, int end) {
        octets[end - 1] = PAIRS[2 * number + 1];
        octets[end - 2] = PAIRS[2 * number];
        return end - 2;
    }

    /** Returns the number of digits of a number that is not negative. */
    private static int digits(long number) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(number);
        int digits = (bits * LOG10_OF_2) >> LOG10_SHIFT;
        return number < POWERS[digits] ? Math.max(1, digits) : digits + 1;
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
