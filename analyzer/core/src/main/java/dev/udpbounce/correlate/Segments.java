package dev.udpbounce.correlate;

import dev.udpbounce.decode.Datagram;

/**
 * Sends that left as several datagrams: with UDP generic segmentation offload (UDP_SEGMENT in udp(7)) a capture at the
 * sender shows one long packet, and an interface or a router cuts its payload into segments of equal length, of which
 * the last may be shorter. An error then quotes one segment. In IPv4 segments are numbered on from the id of the whole
 * ({@code inet_gso_segment}).
 */
final class Segments {
    /** What an Ethernet carries in one piece, octets; a longer packet was cut. */
    private static final int MTU = 1500;

    private static final int IP4_HEADER = 20;
    private static final int IP6_HEADER = 40;
    private static final int UDP_HEADER = 8;

    /** Where a segment of this id cannot be of a send. */
    static final int NOWHERE = -2;
    /** Where nothing tells which segment it is. */
    static final int ANYWHERE = -1;

    private final SendRing ring;

    Segments(SendRing ring) {
        this.ring = ring;
    }

    /** Whether a send may have been cut into segments of which the quoted datagram is one. */
    boolean mayHold(Datagram quote, long sequence) {
        int header = quote.version() == 4 ? IP4_HEADER : IP6_HEADER;
        int length = ring.udpLength(sequence);
        return !ring.has(sequence, SendRing.FRAGMENT) && length > MTU - header && length > quote.udpLength();
    }

    /** Which segment of a send the quoted datagram is by its id, counted from 0. */
    int part(Datagram quote, long sequence) {
        int quoted = quote.identification();
        int sent = ring.identification(sequence);
        if (quoted < 0 || sent < 0) {
            return ANYWHERE;
        }
        int part = quoted - sent & 0xffff;
        int payload = ring.udpLength(sequence) - UDP_HEADER;
        return (long) part * quote.payloadLength() < payload ? part : NOWHERE;
    }
}
