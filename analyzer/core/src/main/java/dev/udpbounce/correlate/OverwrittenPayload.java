// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.decode.Datagram;
import java.nio.ByteBuffer;

/**
 * Recognizes quotes whose payload a router has overwritten, usually with zeros, while the headers are intact. The UDP
 * checksum is then still the one of the original payload. It proves nothing if the sender's network card was to
 * complete it ({@code CHECKSUM_PARTIAL}): it then covers only the pseudo-header (RFC 768) and is the same for all
 * datagrams of that length.
 */
final class OverwrittenPayload {
    private static final int UDP = 17;

    private OverwrittenPayload() {}

    /** Returns whether the quoted payload is one repeated octet and the checksum covers the original payload. */
    static boolean explains(Datagram quote) {
        return isUniform(quote) && quote.checksum() > 0 && quote.checksum() != unfinished(quote);
    }

    private static boolean isUniform(Datagram quote) {
        int length = quote.payloadPresent();
        if (length == 0) {
            return false;
        }
        ByteBuffer octets = quote.octets();
        int from = quote.payloadOffset();
        byte first = octets.get(from);
        for (int at = from + 1; at < from + length; at++) {
            if (octets.get(at) != first) {
                return false;
            }
        }
        return true;
    }

    /** Returns the one's complement sum of the pseudo-header, which the field holds until the checksum is completed. */
    static int unfinished(Datagram quote) {
        long sum = (long) UDP + quote.udpLength();
        sum += words(quote.sourceLow()) + words(quote.destinationLow());
        if (quote.version() == 6) {
            sum += words(quote.sourceHigh()) + words(quote.destinationHigh());
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }

    /** Returns the sum of the four 16-bit words. */
    static long words(long value) {
        return (value & 0xffff) + (value >>> 16 & 0xffff) + (value >>> 32 & 0xffff) + (value >>> 48);
    }
}
