package dev.udpbounce.decode;

/**
 * An IEEE 802.11 data frame (clause 9.3.2): frame control (2), duration (2), addresses (18), sequence control (2), then
 * as the flags say a fourth address (6), quality of service (2), high throughput (4), and {@link Llc}. Encrypted
 * frames, later fragments and aggregates are left alone.
 */
final class Wlan {
    private static final int HEADER_LENGTH = 24;
    private static final int DATA = 0x08;
    private static final int TYPE_MASK = 0x0f; // version and type
    private static final int NO_DATA = 0x40;
    private static final int QUALITY_OF_SERVICE = 0x80;
    private static final int FOUR_ADDRESSES = 0x03;
    private static final int PROTECTED = 0x40;
    private static final int HIGH_THROUGHPUT = 0x80;
    private static final int AGGREGATE = 0x80;

    private Wlan() {}

    /** @param padded whether the header is filled up to a multiple of four octets */
    static void decode(Walk walk, int at, int end, boolean padded) {
        if (!walk.holds(2, at, end, Malformation.LINK_TRUNCATED)) {
            return;
        }
        int control = walk.octets.get(at) & 0xff;
        int flags = walk.octets.get(at + 1) & 0xff;
        if ((control & TYPE_MASK) != DATA || (control & NO_DATA) != 0 || (flags & PROTECTED) != 0) {
            return;
        }
        boolean qualityOfService = (control & QUALITY_OF_SERVICE) != 0;
        int addresses = HEADER_LENGTH + ((flags & FOUR_ADDRESSES) == FOUR_ADDRESSES ? 6 : 0);
        int length = addresses;
        if (qualityOfService) {
            length += (flags & HIGH_THROUGHPUT) == 0 ? 2 : 6;
        }
        if (!walk.holds(length, at, end, Malformation.LINK_TRUNCATED)) {
            return;
        }
        boolean laterFragment = (walk.octets.get(at + 22) & 0x0f) != 0;
        boolean aggregate = qualityOfService && (walk.octets.get(at + addresses) & AGGREGATE) != 0;
        if (!laterFragment && !aggregate) {
            Llc.decode(walk, Math.min(end, at + (padded ? (length + 3) & ~3 : length)), end);
        }
    }
}
