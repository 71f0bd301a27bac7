// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.SendFacts;
import dev.udpbounce.decode.Datagram;

/** Compares a quoted payload with that of a send, as far as the quote and the digests of the send reach. */
final class PayloadEvidence {
    static final int AGREES = 1;
    static final int UNKNOWN = 0;
    static final int DIFFERS = -1;

    private final SendFacts sends;
    private final FlowHash hash;

    PayloadEvidence(SendFacts sends, FlowHash hash) {
        this.sends = sends;
        this.hash = hash;
    }

    /** Compares the payloads; unknown if either is empty or the quote ends before the shortest digest does. */
    int compare(Datagram quote, long send) {
        int digested = sends.digested(send);
        if (digested == 0) {
            return UNKNOWN;
        }
        int quoted = quote.payloadPresent();
        if (quoted < Math.min(digested, FlowHash.SHORT_OCTETS)) {
            return UNKNOWN;
        }
        boolean alike = quoted < digested ? beginsAlike(quote, send) : isAlike(quote, send, digested);
        return alike ? AGREES : DIFFERS;
    }

    private boolean isAlike(Datagram quote, long send, int digested) {
        return hash.longDigest(quote, digested) == FlowHash.longDigestOf(sends.payload(send));
    }

    private boolean beginsAlike(Datagram quote, long send) {
        int quoted = quote.payloadPresent();
        if (quoted < FlowHash.MIDDLE_OCTETS) {
            return hash.prefix(quote, FlowHash.SHORT_OCTETS) == FlowHash.prefixOf(sends.payload(send));
        }
        long prefixes = sends.prefixes(send);
        return quoted < FlowHash.EXTENDED_OCTETS
                ? hash.middle(quote) >>> 32 == prefixes >>> 32
                : hash.extended(quote) == (prefixes & 0xffffffffL);
    }
}
