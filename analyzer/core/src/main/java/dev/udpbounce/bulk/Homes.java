// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.decode.Datagram;

/**
 * Divides the packets of a run among homes, each of which is correlated on its own with the same result. The home of an
 * error is that of the destination that it quotes. Every datagram has one home that owns it, that of its destination.
 * If errors are about its source as well, the source's home sees it too, since the datagram shows that its source is
 * alive and may answer earlier ones. If one capture may show a datagram on both sides of a translator of addresses, there
 * is a single home, as nothing but the correlation tells which flows belong together.
 */
public final class Homes {
    /** Returned if there is no such home. */
    public static final int NONE = -1;

    private final FlowHash hash;
    private final QuotedFlows quoted;
    private final boolean selective;
    private final boolean single;
    private final int shift;

    /**
     * Creates the homes of the packets of a first pass, which is finished.
     *
     * @param bits logarithm of the number of homes, 1 to 30
     */
    public Homes(FirstPass first, int bits) {
        hash = first.hash();
        quoted = first.quoted();
        selective = first.isSelective();
        single = first.hasSeveralInOneCapture();
        shift = Long.SIZE - bits;
    }

    /** Returns the hashes that identify endpoints and flows. */
    public FlowHash hash() {
        return hash;
    }

    /** Returns whether datagrams that no error can be about have no home. */
    public boolean isSelective() {
        return selective;
    }

    /** Returns whether all packets are of home 0. */
    public boolean isSingle() {
        return single;
    }

    /** Returns the home of a hash. */
    public int of(long endpointOrFlow) {
        return single ? 0 : (int) (endpointOrFlow >>> shift);
    }

    /** Returns whether an error may be about an endpoint. */
    public boolean isQuoted(long endpoint) {
        return quoted.coverDestination(endpoint);
    }

    /** Returns the home that owns a datagram; {@link #NONE} if no error can be about it and it need not be known. */
    public int owner(long source, long destination, long flow) {
        if (isQuoted(destination)) {
            return of(destination);
        }
        if (isQuoted(source)) {
            return of(source);
        }
        return selective ? NONE : of(flow);
    }

    /** Returns the home of the source of a datagram, if errors may be about that; otherwise {@link #NONE}. */
    public int ofSource(long source) {
        return isQuoted(source) ? of(source) : NONE;
    }

    /** Returns the home of an error. */
    public int ofErrorAbout(Datagram quote) {
        return of(hash.destination(quote));
    }
}
