// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.store.SendFacts;
import dev.udpbounce.decode.Datagram;

/**
 * Sends that were segmented after capture. With UDP generic segmentation offload (UDP_SEGMENT in udp(7)) a capture at
 * the sender shows one long packet; an interface or a router cuts its payload into segments of equal length, of which
 * the last may be shorter. An error then quotes one segment. IPv4 ids of the segments count up from that of the whole
 * packet ({@code inet_gso_segment}).
 */
final class Segments {
    /** Ethernet MTU in octets; a longer packet was segmented. */
    private static final int MTU = 1500;

    private static final int IP4_HEADER = 20;
    private static final int IP6_HEADER = 40;
    private static final int UDP_HEADER = 8;

    /** The id cannot belong to a segment of the send. */
    static final int NOWHERE = -2;
    /** The number of the segment is unknown. */
    static final int ANYWHERE = -1;

    private final SendFacts sends;

    Segments(SendFacts sends) {
        this.sends = sends;
    }

    /** Returns whether a datagram of this UDP length, or shorter, is in one packet for every IP version. */
    static boolean fitsPacket(int udpLength) {
        return udpLength <= MTU - IP6_HEADER;
    }

    /** Returns whether the quoted datagram may be a segment of a send. */
    boolean mayHold(Datagram quote, long send) {
        int header = quote.version() == 4 ? IP4_HEADER : IP6_HEADER;
        int length = sends.udpLength(send);
        return !sends.isFragment(send) && length > MTU - header && length > quote.udpLength();
    }

    /** Returns the number of the quoted segment in a send by its id, counted from 0, or one of the constants. */
    int part(Datagram quote, long send) {
        int quoted = quote.identification();
        int sent = sends.identification(send);
        if (quoted < 0 || sent < 0) {
            return ANYWHERE;
        }
        int part = quoted - sent & 0xffff;
        int payload = sends.udpLength(send) - UDP_HEADER;
        return (long) part * quote.payloadLength() < payload ? part : NOWHERE;
    }
}
