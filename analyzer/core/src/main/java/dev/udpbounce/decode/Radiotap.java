// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * The radiotap header before an IEEE 802.11 frame (radiotap.org), in little endian:
 *
 * <pre>
 *  0  version 0 (1), padding (1)
 *  2  length (2)
 *  4  which fields are present (4); while bit 31 is set, another such word (4)
 *     the fields, each aligned to its own size
 * </pre>
 */
final class Radiotap {
    private static final int VERSION = 0;
    private static final int LENGTH = VERSION + 2;
    private static final int PRESENT = LENGTH + 2;
    private static final int MIN_LENGTH = PRESENT + 4;

    private static final int WORD = 4;
    private static final int TIMER = 8;
    private static final int TIMER_PRESENT = 1;
    private static final int FLAGS_PRESENT = 1 << 1;
    private static final int PADDED_HEADER = 0x20;

    private Radiotap() {}

    static Protocol decode(Walk walk, int at, int end) {
        if (!walk.holds(MIN_LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            return Protocol.NONE;
        }
        int length = Short.reverseBytes(walk.octets.getShort(at + LENGTH)) & 0xffff;
        if (length > end - at || length < MIN_LENGTH) {
            walk.malformed(Malformation.LINK_TRUNCATED);
            return Protocol.NONE;
        }
        boolean padded = (flags(walk, at, at + length) & PADDED_HEADER) != 0;
        return walk.next(padded ? Protocol.WLAN_PADDED : Protocol.WLAN, at + length, end);
    }

    /** The flags field; 0 if absent. */
    private static int flags(Walk walk, int at, int end) {
        int present = Integer.reverseBytes(walk.octets.getInt(at + PRESENT));
        int field = MIN_LENGTH;
        int word = present;
        while (word < 0) {
            if (end - at < field + WORD) {
                return 0;
            }
            word = Integer.reverseBytes(walk.octets.getInt(at + field));
            field += WORD;
        }
        if ((present & TIMER_PRESENT) != 0) {
            field = ((field + TIMER - 1) & -TIMER) + TIMER;
        }
        return (present & FLAGS_PRESENT) != 0 && field < end - at ? walk.octets.get(at + field) : 0;
    }
}
