// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

/**
 * Vantages at which a packet may be seen several times: interfaces, the directions that a cooked capture shows (sent by
 * us, sent to us), and outside and inside of a tunnel. An instance detects whether datagrams, or errors, have more than
 * one.
 */
final class Vantages {
    /** The three low bits of {@link dev.udpbounce.decode.IpPacket#ABSENT}. */
    private static final int NO_PACKET_TYPE = 7;

    private static final int MAX_DEPTH = 7;

    private long first = -1;
    private boolean several;

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
            several |= first >= 0;
            first = first < 0 ? vantage : first;
        }
    }

    boolean areSeveral() {
        return several;
    }
}
