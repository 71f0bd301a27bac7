// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import java.nio.ByteBuffer;

/**
 * The first octets of a payload, at most 16: enough to distinguish datagrams of equal length.
 *
 * @param length number of known octets
 * @param high the first eight octets, the first in the most significant place; 0 for unknown octets
 * @param low the second eight octets
 */
public record Prefix(int length, long high, long low) {
    public static final int MOST = 16;
    /** The prefix without any octets. */
    public static final Prefix NONE = new Prefix(0, 0, 0);

    /** Returns the prefix of the {@code present} octets at index {@code at} of {@code octets}. */
    public static Prefix of(ByteBuffer octets, int at, int present) {
        int length = Math.max(0, Math.min(MOST, present));
        long high = 0;
        long low = 0;
        for (int i = 0; i < length; i++) {
            long octet = octets.get(at + i) & 0xffL;
            if (i < Long.BYTES) {
                high |= octet << (56 - 8 * i);
            } else {
                low |= octet << (56 - 8 * (i - Long.BYTES));
            }
        }
        return new Prefix(length, high, low);
    }

    /** Returns whether one prefix can be the beginning of the other. */
    public boolean agrees(Prefix other) {
        int common = Math.min(length, other.length);
        return differs(high ^ other.high, Math.min(common, Long.BYTES)) == 0
                && differs(low ^ other.low, Math.max(0, common - Long.BYTES)) == 0;
    }

    private static long differs(long bits, int octets) {
        return octets == 0 ? 0 : bits >>> (64 - 8 * octets);
    }
}
