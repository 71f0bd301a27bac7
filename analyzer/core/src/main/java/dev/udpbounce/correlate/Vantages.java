// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Origin;

/**
 * Vantages at which a packet may be seen several times: interfaces, the directions that a cooked capture shows (sent by
 * us, sent to us), and outside and inside of a tunnel. An instance detects whether datagrams, or errors, have more than
 * one, and whether the frames of a capture may.
 */
final class Vantages {
    /** The three low bits of {@link dev.udpbounce.decode.IpPacket#ABSENT}. */
    private static final int NO_PACKET_TYPE = 7;

    private static final int MAX_DEPTH = 7;

    private static final int NONE = -1;

    private long first = NONE;
    private boolean several;
    private int originVantage = NONE;
    private boolean severalExpected;

    /**
     * Returns the number of a vantage. The tunnel depth counts only in captures that show the packet type: of several
     * interfaces captured as one, one may show packets that enter a tunnel and another the packets in it.
     *
     * @param interfaceNumber see {@link dev.udpbounce.correlate.store.Places#interfaceOf}
     */
    static long of(int interfaceNumber, int packetType, int depth) {
        int type = packetType & NO_PACKET_TYPE;
        int told = type == NO_PACKET_TYPE ? 0 : Math.min(MAX_DEPTH, depth);
        return (long) interfaceNumber << 7 | told << 4 | type;
    }

    void note(long vantage) {
        if (vantage != first) {
            several |= first != NONE;
            first = first == NONE ? vantage : first;
        }
    }

    boolean areSeveral() {
        return several;
    }

    /** Records where a frame comes from. */
    void note(Origin origin) {
        if (origin.vantage() != originVantage) {
            severalExpected |= originVantage != NONE;
            originVantage = origin.vantage();
        }
    }

    /** Expects several from the first packet on. */
    void expectSeveral() {
        severalExpected = true;
    }

    /** Returns whether a datagram may have more than one, because the frames come from several places. */
    boolean mayBeSeveral() {
        return several || severalExpected;
    }
}
