// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.SendFacts;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.event.Evidence;
import dev.udpbounce.event.Match;
import java.util.Arrays;
import java.util.Set;

/**
 * Ranks sends by how well they explain a quote, see {@link Agreement}. A single send with the highest rank is the
 * cause; several with that rank are ambiguous.
 *
 * <p>For each quote, call {@link #begin}, then {@link #add} for every send to compare, oldest first, then {@link
 * #conclude}; the other methods then return the results.
 */
final class Ranking {
    /** Maximum number of sends that are compared with a quote. */
    static final int CAPACITY = 1024;

    private static final int MAX_LISTED = 16;

    private final SendFacts sends;
    private final Agreement agreement;

    private final long[] compared = new long[CAPACITY];
    private final int[] ranks = new int[CAPACITY];
    private int count;
    private long uncompared;
    private long otherChecksums;
    private long firstLater = Long.MAX_VALUE;
    private long untilNs;
    private int best;

    private long cause;
    private long candidates;
    private boolean causeIsOpen;

    /** @param hash the hash of the sends' digests */
    Ranking(SendFacts sends, FlowHash hash) {
        this.sends = sends;
        agreement = new Agreement(sends, hash);
    }

    /** Expects sends from the quoted source. */
    void expectQuotedSource() {
        agreement.expectQuotedSource();
    }

    /** Expects sends from the host that the error was sent to; its address and perhaps its port were translated. */
    void expectTranslation(IcmpError error) {
        agreement.expectTranslation(error);
    }

    /** Expects sends whose addresses and ports were translated, see {@link Agreement#expectCopies}. */
    void expectCopies(long added, boolean isLikely) {
        agreement.expectCopies(added, isLikely);
    }

    boolean expectsTranslation() {
        return agreement.expectsTranslation();
    }

    /**
     * Allows as causes all sends that were captured before the error, and later ones up to a time.
     *
     * @param newFirstLater the first send after the error
     * @param timeNs nanoseconds since the Unix epoch
     */
    void allow(long newFirstLater, long timeNs) {
        firstLater = newFirstLater;
        untilNs = timeNs;
    }

    /** Starts a comparison, without sends. */
    void begin() {
        count = 0;
        uncompared = 0;
        otherChecksums = 0;
        agreement.expectSegments(false);
        cause = 0;
    }

    /** Starts a comparison with sends of which the quoted datagram may be a segment. */
    void beginSegmented() {
        begin();
        agreement.expectSegments(true);
    }

    /** Returns whether the quoted datagram may be a segment of a send. */
    boolean mayHoldSegment(Datagram quote, long send) {
        return agreement.mayHoldSegment(quote, send);
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    int size() {
        return count;
    }

    void add(long send) {
        compared[count++] = send;
    }

    /** Reverses the order of the sends, which were added newest first. */
    void reverse() {
        for (int i = 0, j = count - 1; i < j; i++, j--) {
            long swapped = compared[i];
            compared[i] = compared[j];
            compared[j] = swapped;
        }
    }

    /** Sets the number of further sends that match the quote like the added ones and are not compared. */
    void leaveOut(long others) {
        uncompared = others;
    }

    /** Sets the number of further sends that fit the quote except for its checksum, and were not added. */
    void passOver(long others) {
        otherChecksums = others;
    }

    /** Returns the number set by {@link #leaveOut}. */
    long leftOut() {
        return uncompared;
    }

    /** Ranks the added sends; returns false if all of them contradict the quote. */
    boolean conclude(Datagram quote) {
        best = Agreement.CONTRADICTED;
        for (int i = 0; i < count; i++) {
            ranks[i] = rank(quote, compared[i]);
            best = Math.max(best, ranks[i]);
        }
        if (best < 0) {
            return false;
        }
        choose();
        return true;
    }

    /** Returns whether the highest-ranked send agrees in its payload, as far as it is quoted. */
    boolean payloadAgrees() {
        return best >= Agreement.PAYLOAD;
    }

    private void choose() {
        long open = 0;
        long last = 0;
        candidates = 0;
        for (int i = 0; i < count; i++) {
            if (ranks[i] == best) {
                candidates++;
                last = compared[i];
                if (open == 0 && !sends.isBounced(last)) {
                    open = last;
                }
            }
        }
        causeIsOpen = open != 0;
        cause = causeIsOpen ? open : last;
        candidates += uncompared;
    }

    /** Returns the cause or preferred candidate: the oldest without an error, or the newest if all have one. */
    long cause() {
        return cause;
    }

    /** Returns whether no error was matched with {@link #cause()} yet. */
    boolean causeIsOpen() {
        return causeIsOpen;
    }

    /** Returns the number of sends that explain the quote as well as {@link #cause()}, including it. */
    long candidates() {
        return candidates;
    }

    /** Returns at most 16 of the compared candidates, in ascending order, including the preferred one. */
    long[] listed() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (ranks[i] == best) {
                compared[kept++] = compared[i];
            }
        }
        int start = 0;
        while (kept - start > MAX_LISTED && compared[start] != cause) {
            start++;
        }
        start = Math.max(0, Math.min(start, kept - MAX_LISTED));
        return Arrays.copyOfRange(compared, start, start + Math.min(kept, MAX_LISTED));
    }

    /** Returns the properties in which the quote and {@link #cause()} agree. */
    Set<Evidence> evidence(Datagram quote) {
        return agreement.evidence(quote, cause, best);
    }

    /** Returns how certain {@link #cause()} is, given the evidence. */
    Match match(Datagram quote, Set<Evidence> evidence) {
        if (candidates > 1) {
            return Match.AMBIGUOUS;
        }
        if (agreement.labelDiffers(quote, cause) || agreement.expectsLikelyCopies()) {
            return Match.TUPLE;
        }
        if (agreement.expectsTranslation()) {
            return TranslatedSource.isCertain(evidence) ? Match.EXACT : Match.TUPLE;
        }
        boolean strong = evidence.contains(Evidence.PAYLOAD) || evidence.contains(Evidence.IP_ID);
        return strong || isSingledOutByChecksum() ? Match.EXACT : Match.TUPLE;
    }

    /** Returns whether the quoted payload was overwritten in transit and differs from that of {@link #cause()}. */
    boolean payloadIsOverwritten(Datagram quote) {
        return !payloadAgrees() && agreement.payloadDiffers(quote, cause);
    }

    /** Returns whether the cause is the only one of several sends that fit otherwise to have the quoted checksum. */
    private boolean isSingledOutByChecksum() {
        long allowed = otherChecksums;
        int agreeing = 0;
        for (int i = 0; i < count; i++) {
            if (ranks[i] >= 0) {
                allowed++;
                agreeing += (ranks[i] & Agreement.CHECKSUM) / Agreement.CHECKSUM;
            }
        }
        return allowed > 1 && agreeing == 1 && (best & Agreement.CHECKSUM) != 0;
    }

    private int rank(Datagram quote, long send) {
        boolean isLater = send >= firstLater && (!sends.hasTime(send) || sends.timeNs(send) > untilNs);
        return isLater ? Agreement.CONTRADICTED : agreement.rank(quote, send);
    }
}
