package dev.udpbounce.correlate;

import dev.udpbounce.decode.Datagram;

/** Compares a quoted payload with that of a send, as far as it is quoted and the digests of the send reach. */
final class PayloadEvidence {
    static final int AGREES = 1;
    static final int UNKNOWN = 0;
    static final int DIFFERS = -1;

    private final SendRing ring;
    private final FlowHash hash;

    PayloadEvidence(SendRing ring, FlowHash hash) {
        this.ring = ring;
        this.hash = hash;
    }

    /** Whether the payloads agree; unknown where either is empty, or the quote ends before the shortest digest does. */
    int compare(Datagram quote, long sequence) {
        int digested = ring.digested(sequence);
        if (digested == 0) {
            return UNKNOWN;
        }
        int quoted = quote.payloadPresent();
        if (quoted < Math.min(digested, FlowHash.SHORT_OCTETS)) {
            return UNKNOWN;
        }
        boolean alike = quoted < digested ? beginsAlike(quote, sequence) : isAlike(quote, sequence, digested);
        return alike ? AGREES : DIFFERS;
    }

    private boolean isAlike(Datagram quote, long sequence, int digested) {
        return hash.longDigest(quote, digested) == FlowHash.longDigestOf(ring.payload(sequence));
    }

    private boolean beginsAlike(Datagram quote, long sequence) {
        int quoted = quote.payloadPresent();
        if (quoted < FlowHash.MIDDLE_OCTETS) {
            return hash.prefix(quote, FlowHash.SHORT_OCTETS) == FlowHash.prefixOf(ring.payload(sequence));
        }
        long prefixes = ring.prefixes(sequence);
        return quoted < FlowHash.EXTENDED_OCTETS
                ? hash.middle(quote) >>> 32 == prefixes >>> 32
                : hash.extended(quote) == (prefixes & 0xffffffffL);
    }
}
