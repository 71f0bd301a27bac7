// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as bits. {@code ::ffff:192.0.2.1} remains an IPv6 address.
 *
 * @param version 4 or 6
 * @param high most significant 64 bits; 0 in IPv4
 * @param low least significant 64 bits; an IPv4 address in the lower 32
 */
public record IpAddress(int version, long high, long low) {
    /**
     * Upper bound of the length of the text form. The longest text has 39 characters: eight groups of four digits and
     * seven colons.
     */
    public static final int MAX_TEXT = 45;

    /** The text form: dotted decimal, or RFC 5952 (mapped addresses end in dotted decimal, its section 5). */
    @Override
    public String toString() {
        byte[] text = new byte[MAX_TEXT];
        return new String(text, 0, write(version, high, low, text, 0), StandardCharsets.ISO_8859_1);
    }

    /** Returns whether the address is in 127.0.0.0/8 or its IPv4-mapped form, or ::1. */
    public boolean isLoopback() {
        return isLoopback(version, high, low);
    }

    /** {@link #isLoopback()} without an object. */
    public static boolean isLoopback(int version, long high, long low) {
        return version == 4 ? low >>> 24 == 127 : high == 0 && (low == 1 || low >>> 24 == 0xffff7fL);
    }

    /**
     * Writes the text form in ASCII at {@code at}, at most {@link #MAX_TEXT} octets.
     *
     * @return the index after the last octet written
     */
    public static int write(int version, long high, long low, byte[] out, int at) {
        return version == 4 ? writeDotted(low, out, at) : writeGroups(high, low, out, at);
    }

    private static int writeDotted(long bits, byte[] out, int at) {
        int end = at;
        for (int shift = 24; shift >= 0; shift -= 8) {
            int octet = (int) (bits >>> shift) & 0xff;
            if (octet >= 100) {
                out[end++] = (byte) ('0' + octet / 100);
            }
            if (octet >= 10) {
                out[end++] = (byte) ('0' + octet / 10 % 10);
            }
            out[end++] = (byte) ('0' + octet % 10);
            if (shift > 0) {
                out[end++] = '.';
            }
        }
        return end;
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high : low) >>> (48 - 16 * (index & 3))) & 0xffff;
    }

    private static int writeGroups(long high, long low, byte[] out, int at) {
        boolean mapped = high == 0 && low >>> 32 == 0xffffL;
        int groups = mapped ? 6 : 8;
        int runStart = -1;
        int runLength = 1; // a single zero group is not compressed, RFC 5952 section 4.2.2
        for (int i = 0; i < groups; i++) {
            int zeros = 0;
            while (i + zeros < groups && group(high, low, i + zeros) == 0) {
                zeros++;
            }
            if (zeros > runLength) {
                runStart = i;
                runLength = zeros;
            }
            i += zeros;
        }
        int end = at;
        for (int i = 0; i < groups; i++) {
            if (i == runStart) {
                out[end++] = ':';
                out[end++] = ':';
                i += runLength - 1;
                continue;
            }
            if (i > 0 && out[end - 1] != ':') {
                out[end++] = ':';
            }
            end = writeHex(group(high, low, i), out, end);
        }
        if (mapped) {
            if (out[end - 1] != ':') {
                out[end++] = ':';
            }
            end = writeDotted(low & 0xffffffffL, out, end);
        }
        return end;
    }

    private static int writeHex(int value, byte[] out, int at) {
        int end = at;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int digit = value >>> shift;
            if (digit != 0 || shift == 0) {
                out[end++] = (byte) "0123456789abcdef".charAt(digit & 15);
            }
        }
        return end;
    }

    // Written by hand: the generated methods of a record are linked at their first call, which adds 25 ms to every
    // start.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress address
                && version == address.version
                && high == address.high
                && low == address.low;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * version + Long.hashCode(high)) + Long.hashCode(low);
    }
}
