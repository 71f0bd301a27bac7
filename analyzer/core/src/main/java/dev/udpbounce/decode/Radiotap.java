package dev.udpbounce.decode;

/**
 * The radiotap header before an IEEE 802.11 frame (radiotap.org), in little endian: version 0 (1), padding (1), length
 * (2), words of present fields (4 each, bit 31 continues), then the fields.
 */
final class Radiotap {
    private static final int MIN_LENGTH = 8;
    private static final int TIMER_PRESENT = 1;
    private static final int FLAGS_PRESENT = 1 << 1;
    private static final int PADDED_HEADER = 0x20;

    private Radiotap() {}

    static void decode(Walk walk, int at, int end) {
        if (!walk.holds(MIN_LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            return;
        }
        int length = Short.reverseBytes(walk.octets.getShort(at + 2)) & 0xffff;
        if (length > end - at || length < MIN_LENGTH) {
            walk.malformed(Malformation.LINK_TRUNCATED);
            return;
        }
        boolean padded = (flags(walk, at, at + length) & PADDED_HEADER) != 0;
        Wlan.decode(walk, at + length, end, padded);
    }

    /** The field of flags; 0 without one. */
    private static int flags(Walk walk, int at, int end) {
        int fields = Integer.reverseBytes(walk.octets.getInt(at + 4));
        int offset = MIN_LENGTH;
        int word = fields;
        while (word < 0) {
            if (end - at < offset + 4) {
                return 0;
            }
            word = Integer.reverseBytes(walk.octets.getInt(at + offset));
            offset += 4;
        }
        if ((fields & TIMER_PRESENT) != 0) {
            offset = ((offset + 7) & ~7) + 8; // aligned to its own size
        }
        return (fields & FLAGS_PRESENT) != 0 && offset < end - at ? walk.octets.get(at + offset) : 0;
    }
}
