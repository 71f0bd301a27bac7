// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.correlate.CorrelationSettings;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Counts;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.MemoryShares;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;

/**
 * The second of two passes over the same frames. Datagrams that no error can be about, according to the first pass, are
 * only counted; all other packets go to the correlator. The packets are those of the frame last set in the correlator.
 */
public final class SecondPass implements PacketHandler {
    private final Correlator correlator;
    private final FlowHash hash;
    private final QuotedFlows quoted;
    private final boolean selective;
    private final boolean counting;
    private final boolean countAnswers;
    private final long endNs;
    private final long expireNs;
    private final AnswerCounter answers;
    private long sends;
    private long expired;

    /**
     * @param correlator correlator of the packets that are not skipped; it has the seed of the first pass
     * @param first finished first pass over the same frames
     * @param countAnswers whether answers among the skipped datagrams are counted; otherwise {@link Counts#answered}
     *     lacks them
     */
    public SecondPass(Correlator correlator, FirstPass first, boolean countAnswers) {
        if (!correlator.hash().agrees(first.hash())) {
            throw new IllegalArgumentException("the two passes have different seeds");
        }
        this.correlator = correlator;
        this.countAnswers = countAnswers;
        CorrelationSettings settings = correlator.settings();
        hash = correlator.hash();
        quoted = first.quoted();
        selective = first.isSelective() && settings.follow() == Follow.BOUNCED;
        counting = correlator.isCounting();
        endNs = first.endNs();
        expireNs = settings.expireNs();
        if (first.hasSeveralVantages()) {
            // An error may then quote another address than that to which its datagram was sent, see Translations.
            correlator.expectSeveralVantages();
        } else {
            correlator.expectErrorsAbout(quoted::coverDestination);
        }
        answers = new AnswerCounter(
                MemoryShares.of(settings.memoryBytes(), counting).flows() * 2);
    }

    @Override
    public void onDatagram(Datagram datagram) {
        long source = hash.source(datagram);
        long destination = hash.destination(datagram);
        long flow = hash.flow(source, destination);
        if (!selective || quoted.cover(flow, source, destination)) {
            correlator.onDatagram(datagram, source, destination, flow);
        } else {
            leaveOut(flow, source, destination, correlator.frame().timeNs());
        }
    }

    @Override
    public void onIcmpError(IcmpError error) {
        correlator.onIcmpError(error);
    }

    /** Returns whether some datagrams are left out. */
    boolean isSelective() {
        return selective;
    }

    /** Stores in the columns which datagrams are not left out. */
    void cover(FlowColumns columns, int[] indices, int count) {
        quoted.cover(columns, indices, count);
    }

    /** Counts a datagram that is left out, because no error can be about it or its ends. */
    void leaveOut(long flow, long source, long destination, long timeNs) {
        sends++;
        if (countAnswers) {
            answers.add(flow, FlowHash.direction(source, destination));
        }
        if (endNs - timeNs >= expireNs) {
            expired++;
        }
    }

    /**
     * Counts a datagram that is not left out if it cannot be the cause of an error. Otherwise, or if it has to be kept
     * for another reason, does nothing and returns false.
     *
     * @param length UDP length, octets
     */
    boolean counts(long flow, long source, long destination, int length, long timeNs) {
        if (!counting
                || !Correlator.isSentWhole(length)
                || quoted.mayBeCause(flow, FlowHash.direction(source, destination), destination, length)
                || !correlator.count(source, destination, flow, timeNs)) {
            return false;
        }
        if (endNs - timeNs >= expireNs) {
            expired++;
        }
        return true;
    }

    /** Returns whether {@link #counts} will count datagrams. */
    boolean isCounting() {
        return counting;
    }

    /** Counts of the correlator plus those of the skipped datagrams. */
    public Counts counts() {
        return correlator.counts().with(sends, answers.answered(), expired);
    }
}
