// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.SendFacts;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.event.Evidence;
import java.util.EnumSet;
import java.util.Set;

/**
 * Ranks how well a send agrees with a quote: by payload, then IP identification, then UDP checksum, then flow label. A
 * payload that contradicts the quote rules a send out, unless it was overwritten in transit. Time to live, header
 * checksum and options are rewritten in transit and do not count.
 */
final class Agreement {
    /** The rank of a send that cannot be the quoted datagram. */
    static final int CONTRADICTED = -1;
    /** Bit of a rank: the checksums agree. */
    static final int CHECKSUM = 2;
    /** Lowest rank whose payload agrees. */
    static final int PAYLOAD = 16;

    private static final int ID = 4;

    private final SendFacts sends;
    private final PayloadEvidence payloads;
    private final Segments segments;
    private final TranslatedSource translated;
    private boolean segmented;
    private boolean translation;
    private boolean copies;
    private boolean likely;

    /** @param hash the hash of the sends' digests */
    Agreement(SendFacts sends, FlowHash hash) {
        this.sends = sends;
        payloads = new PayloadEvidence(sends, hash);
        segments = new Segments(sends);
        translated = new TranslatedSource(sends);
    }

    /** Expects sends from the quoted source. */
    void expectQuotedSource() {
        translation = false;
        copies = false;
    }

    /**
     * Expects sends whose addresses and ports were translated into the quoted ones.
     *
     * @param added see {@link dev.udpbounce.correlate.store.Translations#addedSum}
     * @param isLikely whether that is likely but not certain
     */
    void expectCopies(long added, boolean isLikely) {
        translation = false;
        copies = true;
        likely = isLikely;
        translated.adding(added);
    }

    /** Expects sends from the host that the error was sent to; its address and perhaps its port were translated. */
    void expectTranslation(IcmpError error) {
        translation = true;
        copies = false;
        translated.of(error);
    }

    /** Returns whether the sends are likely, but not certainly, those with the quoted addresses and ports. */
    boolean expectsLikelyCopies() {
        return copies && likely;
    }

    boolean expectsTranslation() {
        return translation;
    }

    /** Sets whether the quoted datagrams are segments of the sends. */
    void expectSegments(boolean areSegments) {
        segmented = areSegments;
    }

    /** Returns whether the quoted datagram may be a segment of a send. */
    boolean mayHoldSegment(Datagram quote, long send) {
        return segments.mayHold(quote, send);
    }

    /**
     * Returns the properties in which a quote and its possible cause agree.
     *
     * @param rank the {@link #rank} of the cause
     */
    Set<Evidence> evidence(Datagram quote, long send, int rank) {
        EnumSet<Evidence> evidence = EnumSet.of(translation ? Evidence.DESTINATION : Evidence.TUPLE);
        if (translation && translated.keepsPort(send)) {
            evidence.add(Evidence.SOURCE_PORT);
        }
        if (quote.udpLength() != Datagram.ABSENT && !segmented) {
            evidence.add(Evidence.LENGTH);
        }
        if (rank >= PAYLOAD) {
            evidence.add(Evidence.PAYLOAD);
        }
        if ((rank & 2 * ID) != 0) {
            evidence.add(Evidence.IP_ID);
        }
        if (checksumAgrees(quote, send)) {
            evidence.add(Evidence.CHECKSUM);
        }
        if (quote.flowLabel() > 0 && quote.flowLabel() == sends.flowLabel(send)) {
            evidence.add(Evidence.FLOW_LABEL);
        }
        return evidence;
    }

    /** Returns whether the quoted payload differs from the payload of a send that was not segmented. */
    boolean payloadDiffers(Datagram quote, long send) {
        return !segmented && payloads.compare(quote, send) == PayloadEvidence.DIFFERS;
    }

    /** Returns the rank of a send, higher is better; {@link #CONTRADICTED} if it cannot be the quoted datagram. */
    int rank(Datagram quote, long send) {
        return segmented ? segmentRank(quote, send) : wholeRank(quote, send);
    }

    private int wholeRank(Datagram quote, long send) {
        int payload = payloads.compare(quote, send);
        int checksum = checksumAgrees(quote, send) ? CHECKSUM : 0;
        int id = idRank(quote, send);
        if (translation && !translated.allows(send, payload, id == 2 * ID, id == 0)) {
            return CONTRADICTED;
        }
        if (payload == PayloadEvidence.DIFFERS) {
            boolean overwritten = id == 2 * ID && checksum != 0 && OverwrittenPayload.explains(quote);
            return overwritten ? id + checksum : CONTRADICTED;
        }
        int label = quote.flowLabel() == Datagram.ABSENT || quote.flowLabel() == sends.flowLabel(send) ? 1 : 0;
        return payload * PAYLOAD + (labelDiffers(quote, send) ? 0 : id) + checksum + label;
    }

    /**
     * Returns whether the IPv6 flow labels contradict each other. A node on the path may set a label that is 0, but
     * must not change another one (RFC 6437 section 2).
     */
    boolean labelDiffers(Datagram quote, long send) {
        return quote.flowLabel() != Datagram.ABSENT
                && sends.flowLabel(send) > 0
                && quote.flowLabel() != sends.flowLabel(send);
    }

    /** Ranks a segment. The payload of the first one starts like the whole; that of the others is unknown. */
    private int segmentRank(Datagram quote, long send) {
        int part = segments.part(quote, send);
        if (part == Segments.NOWHERE) {
            return CONTRADICTED;
        }
        int payload = part <= 0 ? payloads.compare(quote, send) : 0;
        if (part == 0 && payload == PayloadEvidence.DIFFERS) {
            return CONTRADICTED;
        }
        boolean counts = part != Segments.ANYWHERE && sends.identification(send) > 0;
        return Math.max(0, payload) * PAYLOAD + (counts ? 2 * ID : ID);
    }

    /**
     * Returns 8 if the ids agree, 4 if one is unknown or the send's id is 0, and 0 if they differ. Some devices set an
     * id where there was none, or swap its octets; none removes it.
     */
    private int idRank(Datagram quote, long send) {
        int quoted = quote.identification();
        int sent = sends.identification(send);
        if (quoted < 0 || sent <= 0) {
            return ID;
        }
        boolean swapped = quote.version() == 4 && Short.reverseBytes((short) quoted) == (short) sent;
        return quoted == sent || swapped ? 2 * ID : 0;
    }

    private boolean checksumAgrees(Datagram quote, long send) {
        if (translation) {
            return translated.explainsChecksum(quote, send);
        }
        return copies
                ? translated.explainsKnown(quote, send)
                : quote.checksum() > 0 && quote.checksum() == sends.checksum(send);
    }
}
