// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * Locates the extension structure of RFC 4884 (section 7) in an ICMP error:
 *
 * <pre>
 *  0  version 2 (4 bits), reserved (12 bits)
 *  2  checksum (2)
 *  4  {@link Extension objects}
 * </pre>
 *
 * The length in the ICMP header is not reliable: some routers set it without an extension, older ones send an extension
 * with a length of 0, and Linux quotes 548 octets with a length of 0. The version and the checksum decide.
 */
final class ExtensionStructure {
    private static final int VERSION = 0;
    private static final int CHECKSUM = VERSION + 2;
    static final int HEADER_LENGTH = CHECKSUM + 2;

    private static final int VERSION_2 = 2;
    /** Minimum octets of a quote before extensions (section 5.1); the exact number in the old form (section 5.5). */
    private static final int MIN_QUOTE = 128;

    private ExtensionStructure() {}

    /**
     * Returns the index of the structure, which is the end of the quote; {@code end} if there is none.
     *
     * @param quote index of the quote
     * @param end end of the ICMP message
     * @param quoteLength octets of the quote according to the ICMP header; 0 if not given
     */
    static int find(ByteBuffer octets, int quote, int end, int quoteLength) {
        int at = quote + Math.max(MIN_QUOTE, quoteLength);
        if (end - at < HEADER_LENGTH
                || octets.get(at + VERSION) >>> 4 != VERSION_2
                || octets.getShort(at + CHECKSUM) == 0) {
            return end; // a checksum of 0 was not computed, so the structure cannot be verified
        }
        return isSound(octets, at, end) ? at : end;
    }

    /** Returns whether the Internet checksum (RFC 1071) of {@code [at, end)} is correct. */
    private static boolean isSound(ByteBuffer octets, int at, int end) {
        long sum = 0;
        int next = at;
        for (; end - next >= 2; next += 2) {
            sum += octets.getShort(next) & 0xffff;
        }
        if (next < end) {
            sum += (octets.get(next) & 0xff) << 8;
        }
        return sum % 0xffff == 0; // equivalent to folding the carries; the sum is never 0 here
    }
}
