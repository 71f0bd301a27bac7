// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.store.SendFacts;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.event.Evidence;
import java.util.Set;

/**
 * Errors that a translator (NAT) forwarded to the inner address without restoring the quote, which still has the outer
 * address, although it should (RFC 5508 section 4.2). The quoted source proves nothing then, and the other evidence
 * must be stronger: nothing may contradict a send, and something must support it.
 */
final class TranslatedSource {
    /** Modulus of the one's complement sums of RFC 1071. */
    private static final int MODULUS = 0xffff;

    private final SendFacts sends;
    private int quotedPort;
    /** The change of the pseudo-header's sum by the translation of the address. */
    private long addressesAdd;

    TranslatedSource(SendFacts sends) {
        this.sends = sends;
    }

    /** Sets the error whose quoted source and destination host the other methods use. */
    void of(IcmpError error) {
        Datagram quote = error.quote();
        quotedPort = quote.sourcePort();
        addressesAdd =
                words(quote.sourceHigh(), quote.sourceLow()) - words(error.destinationHigh(), error.destinationLow());
    }

    private static long words(long high, long low) {
        return OverwrittenPayload.words(high) + OverwrittenPayload.words(low);
    }

    /**
     * Sets a translation of which addresses and ports on both sides are known.
     *
     * @param added its change of the one's complement sum over these
     */
    void adding(long added) {
        addressesAdd = added;
    }

    /** Returns whether a send left from the quoted port. */
    boolean keepsPort(long send) {
        return sends.sourcePort(send) == quotedPort;
    }

    /**
     * Returns whether a send can be the quoted datagram. If its port was translated as well, payload or id must agree.
     *
     * @param payload result of {@link PayloadEvidence#compare}
     */
    boolean allows(long send, int payload, boolean idAgrees, boolean idDiffers) {
        if (payload == PayloadEvidence.DIFFERS) {
            return false;
        }
        boolean payloadAgrees = payload == PayloadEvidence.AGREES;
        return keepsPort(send) ? payloadAgrees || !idDiffers : idAgrees || (payloadAgrees && !idDiffers);
    }

    /** Returns whether translation turns the checksum of a send into the quoted one (RFC 1624). */
    boolean explainsChecksum(Datagram quote, long send) {
        return explains(quote, send, addressesAdd + quotedPort - sends.sourcePort(send));
    }

    /** Returns whether the translation set by {@link #adding} turns the checksum of a send into the quoted one. */
    boolean explainsKnown(Datagram quote, long send) {
        return explains(quote, send, addressesAdd);
    }

    private boolean explains(Datagram quote, long send, long add) {
        int sent = sends.checksum(send);
        return quote.checksum() > 0 && sent != 0 && (sent - quote.checksum() - add) % MODULUS == 0;
    }

    /** Returns whether port, payload and id or flow label identify a datagram despite its other source. */
    static boolean isCertain(Set<Evidence> evidence) {
        boolean numbered = evidence.contains(Evidence.IP_ID) || evidence.contains(Evidence.FLOW_LABEL);
        return evidence.contains(Evidence.SOURCE_PORT) && evidence.contains(Evidence.PAYLOAD) && numbered;
    }
}
