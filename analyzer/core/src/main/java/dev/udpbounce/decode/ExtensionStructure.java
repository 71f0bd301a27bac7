package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * Where in an ICMP error the extension structure of RFC 4884 begins (section 7):
 *
 * <pre>
 *  version 2 (4 bits), reserved (12 bits), checksum (2), then {@link Extension objects}
 * </pre>
 *
 * A length in the ICMP header proves nothing: some routers set it without an extension, older ones leave it 0 beside one,
 * and Linux quotes 548 octets with a length of 0. The version and the checksum decide.
 */
final class ExtensionStructure {
    static final int HEADER_LENGTH = 4;
    private static final int VERSION = 2;
    private static final int CHECKSUM = 2;
    /** A quote before extensions has at least that many octets (section 5.1); exactly so in the old form (5.5). */
    private static final int MIN_QUOTE = 128;

    private ExtensionStructure() {}

    /**
     * The index where the structure begins, which is where the quote ends; {@code end} if there is none.
     *
     * @param quote index of the quote
     * @param end end of the ICMP message
     * @param quoteLength octets of the quote as the ICMP header has it; 0 if it has none
     */
    static int find(ByteBuffer octets, int quote, int end, int quoteLength) {
        int at = quote + Math.max(MIN_QUOTE, quoteLength);
        if (end - at < HEADER_LENGTH || octets.get(at) >>> 4 != VERSION || octets.getShort(at + CHECKSUM) == 0) {
            return end; // a checksum of 0 was not computed, so nothing vouches for the structure
        }
        return isSound(octets, at, end) ? at : end;
    }

    /** Whether the Internet checksum (RFC 1071) of {@code [at, end)} holds. */
    private static boolean isSound(ByteBuffer octets, int at, int end) {
        long sum = 0;
        int next = at;
        for (; end - next >= 2; next += 2) {
            sum += octets.getShort(next) & 0xffff;
        }
        if (next < end) {
            sum += (octets.get(next) & 0xff) << 8;
        }
        return sum % 0xffff == 0; // folding the carries is the remainder by 0xffff; the sum is never 0 here
    }
}
