// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.EvidenceIndex;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.SendCopies;
import dev.udpbounce.event.Precedents;
import dev.udpbounce.event.SendSighting;
import org.jspecify.annotations.Nullable;

/** Looks among the waiting sends of a flow for what a datagram that bounced repeats, and for what it answers. */
final class PrecedentFinder {
    private static final int UDP_HEADER = 8;
    private static final int MAX_STEPS = 64;

    private final PendingSends sends;
    private final Chains chains;
    private final EvidenceIndex index;
    private final SendCopies copies;

    PrecedentFinder(PendingSends sends, Chains chains, EvidenceIndex index, SendCopies copies) {
        this.sends = sends;
        this.chains = chains;
        this.index = index;
        this.copies = copies;
    }

    /**
     * Looks among the sends before one that bounced.
     *
     * @param slot of its flow
     * @param portIsClosed whether its destination has said that nobody listens on the port
     */
    Precedents of(long send, int slot, boolean portIsClosed) {
        long repeated = repeated(send);
        long query = portIsClosed ? query(send, slot) : 0;
        return repeated == 0 && query == 0 ? Precedents.NONE : new Precedents(sighting(repeated), sighting(query));
    }

    private @Nullable SendSighting sighting(long send) {
        return send == 0 ? null : copies.sighting(send, 0);
    }

    /** Payloads are compared that were captured and digested as a whole. */
    private long repeated(long send) {
        int length = sends.udpLength(send) - UDP_HEADER;
        if (length <= 0 || sends.digested(send) != length || length > FlowHash.DIGEST_OCTETS) {
            return 0;
        }
        if (sends.isIndexed(send) && !index.mayRepeat(send, MAX_STEPS)) {
            return 0;
        }
        long earlier = chains.previous(send);
        while (earlier != 0 && sends.ordinal(send) - sends.ordinal(earlier) <= MAX_STEPS) {
            if (sends.payload(earlier) == sends.payload(send)
                    && sends.udpLength(earlier) == sends.udpLength(send)
                    && sends.digested(earlier) == length) {
                return sends.isBounced(earlier) ? 0 : earlier;
            }
            earlier = chains.previous(earlier);
        }
        return 0;
    }

    /** The only datagram of the other direction since the last one of this direction. */
    private long query(long send, int slot) {
        if (!sends.followsQuery(send)) {
            return 0;
        }
        long query = chains.last(slot, 1 - sends.direction(send));
        for (int step = 0; step < MAX_STEPS && query > send; step++) {
            query = chains.previous(query);
        }
        return query > send ? 0 : query;
    }
}
