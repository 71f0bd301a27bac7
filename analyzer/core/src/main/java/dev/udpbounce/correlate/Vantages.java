package dev.udpbounce.correlate;

import dev.udpbounce.capture.Origin;

/**
 * Counts as far as two the places where datagrams are seen: an interface of a capture, and the packet type that a
 * cooked capture gives (sent by us, sent to us).
 */
final class Vantages {
    private long first = -1;
    private boolean several;

    /** Notes a place and returns its number. */
    long note(Origin origin, int packetType, int depth) {
        long vantage = SendRing.vantage(origin.id(), packetType, depth);
        if (vantage != first) {
            several |= first >= 0;
            first = first < 0 ? vantage : first;
        }
        return vantage;
    }

    boolean areSeveral() {
        return several;
    }
}
