// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.event.Flow;

/**
 * Decides when an ICMP error is answered: as soon as it comes, or after a short wait for a better cause. Errors are
 * answered in the order of arrival.
 */
final class ErrorMatcher {
    private final PendingSends sends;
    private final FlowHash hash;
    private final CauseSearch search;
    private final Ranking ranking;
    private final OrphanReasons reasons;
    private final Attributions attributions;
    private final WaitingErrors waiting = new WaitingErrors();

    /** @param search puts the causes that it finds into {@code ranking} */
    ErrorMatcher(
            PendingSends sends,
            FlowHash hash,
            CauseSearch search,
            Ranking ranking,
            OrphanReasons reasons,
            Attributions attributions) {
        this.sends = sends;
        this.hash = hash;
        this.search = search;
        this.ranking = ranking;
        this.reasons = reasons;
        this.attributions = attributions;
    }

    /**
     * Answers an error or lets it wait. An error waits if no datagram fits, or if the only one that fits is old or
     * already has an error, because a better one may be captured just after the error.
     *
     * @param startNs time of the first packet of the capture
     */
    void match(IcmpError error, Frame frame, long startNs) {
        Datagram quote = error.quote();
        Flow quoted = BounceRecords.flow(quote);
        if (quote.destinationPort() != Datagram.ABSENT) {
            attributions.expect(search.translatedFrom(quote, quoted));
        }
        ranking.allow(Long.MAX_VALUE, 0);
        boolean found = search.find(error, quoted);
        boolean better = !found || mayHaveBetterCause(frame);
        if ((better && frame.hasTime()) || !waiting.isEmpty()) {
            if (waiting.isFull()) {
                settleOldest(startNs);
            }
            waiting.add(error, frame, hash.destination(quote), sends.next(), better && frame.hasTime());
        } else {
            settle(error, frame, quoted, found, startNs);
        }
    }

    /** If several sends fit already, a later one can only fit equally well, unless each has its own error. */
    private boolean mayHaveBetterCause(Frame frame) {
        boolean taken = !ranking.causeIsOpen();
        return ranking.candidates() > 1
                ? taken && !sends.isGuessed(ranking.cause())
                : taken || isOld(ranking.cause(), frame);
    }

    private boolean isOld(long send, Frame frame) {
        return !sends.hasTime(send) || frame.timeNs() - sends.timeNs(send) > WaitingErrors.WAIT_NS;
    }

    /** Answers the errors that have waited long enough. */
    void settleBefore(long nowNs, long startNs) {
        while (!waiting.isEmpty() && waiting.oldest().deadlineNs() < nowNs) {
            settleOldest(startNs);
        }
    }

    /** Answers all waiting errors. */
    void settleAll(long startNs) {
        while (!waiting.isEmpty()) {
            settleOldest(startNs);
        }
    }

    /** Returns whether an error may be waiting that quotes the destination with this hash. */
    boolean mayAwait(long destination) {
        return waiting.mayConcern(destination);
    }

    private void settleOldest(long startNs) {
        WaitingErrors.Waiting oldest = waiting.removeOldest();
        ranking.allow(oldest.firstLater(), oldest.deadlineNs());
        Flow quoted = BounceRecords.flow(oldest.error().quote());
        settle(oldest.error(), oldest.frame(), quoted, search.find(oldest.error(), quoted), startNs);
    }

    /** Returns the time of the oldest waiting error; {@link SendRetention#NO_DEADLINE} if none is waiting. */
    long oldestWaitingNs() {
        return waiting.isEmpty()
                ? SendRetention.NO_DEADLINE
                : waiting.oldest().frame().timeNs();
    }

    /** Returns the time after which {@link #settleBefore} has an effect; {@link SendRetention#NO_DEADLINE} if none. */
    long deadlineNs() {
        return waiting.isEmpty() ? SendRetention.NO_DEADLINE : waiting.oldest().deadlineNs();
    }

    /** @param found whether the search has a cause */
    private void settle(IcmpError error, Frame frame, Flow quoted, boolean found, long startNs) {
        if (found) {
            attributions.caused(error, frame, quoted);
        } else {
            attributions.orphan(error, frame, quoted, reasons.of(error, frame, startNs));
        }
    }
}
