// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * An IEEE 802.11 data frame (clause 9.3.2):
 *
 * <pre>
 *  0  frame control: version (2 bits), type (2 bits), subtype (4 bits), flags (1)
 *  2  duration (2)
 *  4  three addresses (18)
 * 22  sequence control: fragment number (4 bits), sequence number (12 bits)
 * 24  as the flags say: a fourth address (6), quality of service (2), high throughput (4)
 *     {@link Llc}
 * </pre>
 *
 * Encrypted frames, later fragments and aggregates are skipped.
 */
final class Wlan {
    private static final int CONTROL = 0;
    private static final int FLAGS = CONTROL + 1;
    private static final int DURATION = FLAGS + 1;
    private static final int ADDRESSES = DURATION + 2;
    private static final int SEQUENCE = ADDRESSES + 18;
    private static final int HEADER_LENGTH = SEQUENCE + 2;

    private static final int FOURTH_ADDRESS_LENGTH = 6;
    private static final int QUALITY_LENGTH = 2;
    private static final int THROUGHPUT_LENGTH = 4;

    private static final int DATA = 0x08;
    private static final int TYPE_MASK = 0x0f; // version and type
    private static final int NO_DATA = 0x40;
    private static final int QUALITY_OF_SERVICE = 0x80;
    private static final int FOUR_ADDRESSES = 0x03;
    private static final int PROTECTED = 0x40;
    private static final int HIGH_THROUGHPUT = 0x80;
    private static final int FRAGMENT_NUMBER = 0x0f;
    private static final int AGGREGATE = 0x80;

    private Wlan() {}

    /** @param padded whether the header is padded to a multiple of four octets */
    static Protocol decode(Walk walk, int at, int end, boolean padded) {
        if (!walk.holds(DURATION, at, end, Malformation.LINK_TRUNCATED)) {
            return Protocol.NONE;
        }
        int control = walk.octets.get(at + CONTROL) & 0xff;
        int flags = walk.octets.get(at + FLAGS) & 0xff;
        if ((control & TYPE_MASK) != DATA || (control & NO_DATA) != 0 || (flags & PROTECTED) != 0) {
            return Protocol.NONE;
        }
        boolean qualityOfService = (control & QUALITY_OF_SERVICE) != 0;
        int quality = HEADER_LENGTH + ((flags & FOUR_ADDRESSES) == FOUR_ADDRESSES ? FOURTH_ADDRESS_LENGTH : 0);
        int length = quality;
        if (qualityOfService) {
            length += QUALITY_LENGTH + ((flags & HIGH_THROUGHPUT) == 0 ? 0 : THROUGHPUT_LENGTH);
        }
        if (!walk.holds(length, at, end, Malformation.LINK_TRUNCATED)) {
            return Protocol.NONE;
        }
        boolean laterFragment = (walk.octets.get(at + SEQUENCE) & FRAGMENT_NUMBER) != 0;
        boolean aggregate = qualityOfService && (walk.octets.get(at + quality) & AGGREGATE) != 0;
        if (laterFragment || aggregate) {
            return Protocol.NONE;
        }
        return walk.next(Protocol.LLC, Math.min(end, at + (padded ? (length + 3) & ~3 : length)), end);
    }
}
