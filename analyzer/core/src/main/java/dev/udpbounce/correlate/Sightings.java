// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.Places;
import dev.udpbounce.correlate.store.SendCopies;
import dev.udpbounce.correlate.store.SightingTable;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IpPacket;
import dev.udpbounce.event.SendSighting;

/**
 * Recognizes a datagram that was seen shortly before at another vantage, and chooses the sighting that belongs to an
 * error. Packets usually keep their order: of identical datagrams, a sighting belongs to the oldest that was not seen
 * at its vantage yet.
 */
final class Sightings {
    /** Maximum time between two sightings of a packet. */
    static final long REACH_NS = 1_000_000_000L;

    private static final int MAX_STEPS = 64;

    /** Packet type of packets sent by the capturing machine. */
    private static final int SENT_BY_US = 4;

    private static final int SAME_INTERFACE = 4;
    private static final int OPPOSITE_WAY = 2;
    private static final int SAME_DEPTH = 1;

    private final PendingSends sends;
    private final Chains chains;
    private final FlowHash hash;
    private final Places places;
    private final SightingTable table;
    private final SendCopies copies;

    Sightings(PendingSends sends, Chains chains, FlowHash hash, Places places, SightingTable table, SendCopies copies) {
        this.sends = sends;
        this.chains = chains;
        this.hash = hash;
        this.places = places;
        this.table = table;
        this.copies = copies;
    }

    /**
     * Returns the waiting send of which a new datagram is another sighting; 0 if there is none or the capture times are
     * unknown.
     *
     * @param slot slot of its flow
     * @param vantage where it was seen
     */
    long seenBefore(Datagram datagram, Frame frame, int slot, int direction, long vantage) {
        long payload = payload(datagram);
        int identification = datagram.identification();
        long unseen = 0;
        long sequence = frame.hasTime() ? chains.last(slot, direction) : 0;
        for (int step = 0; step < MAX_STEPS && sequence != 0 && isWithinReach(sequence, frame); step++) {
            if (sends.hasTime(sequence)
                    && sends.payload(sequence) == payload
                    && sends.identification(sequence) == identification
                    && sends.udpLength(sequence) == datagram.udpLength()) {
                if (wasSeen(sequence, vantage)) {
                    break;
                }
                unseen = sequence;
            }
            sequence = chains.previous(sequence);
        }
        return unseen;
    }

    /** Returns the digests of a payload by which sightings are compared. */
    long payload(Datagram datagram) {
        return hash.payload(datagram);
    }

    /** Returns whether a frame may show a waiting send again, by its time; true if the time of the send is unknown. */
    boolean isWithinReach(long send, Frame frame) {
        return !sends.hasTime(send) || frame.timeNs() - sends.timeNs(send) <= REACH_NS;
    }

    /** Returns whether a waiting send was seen at a vantage. */
    boolean wasSeen(long send, long vantage) {
        if (vantage(sends.place(send), sends.packetType(send), sends.depth(send)) == vantage) {
            return true;
        }
        int count = table.count(send);
        for (int i = 1; i <= count; i++) {
            int sighting = table.at(send, i);
            if (vantage(table.place(sighting), table.packetType(sighting), table.depth(sighting)) == vantage) {
                return true;
            }
        }
        return false;
    }

    private long vantage(int place, int packetType, int depth) {
        return Vantages.of(places.interfaceOf(place), packetType, depth);
    }

    /**
     * Adds another sighting of a waiting send.
     *
     * @param way hash of its translated way; 0 if its addresses and ports are those of the send
     */
    void add(long send, Datagram datagram, Frame frame, int place, long way) {
        table.add(send, frame.number(), frame.timeNs(), place, datagram, way);
    }

    /**
     * Returns the sighting of a waiting send that is nearest to an error: at the same interface, preferably in the
     * opposite direction; the first sighting if there is none at that interface.
     *
     * @param place where the error was seen
     */
    SendSighting nearest(long send, IpPacket error, int place) {
        int best = likeness(error, place, sends.place(send), sends.packetType(send), sends.depth(send));
        int nearest = 0;
        int count = table.count(send);
        for (int i = 1; i <= count; i++) {
            int at = table.at(send, i);
            int likeness = likeness(error, place, table.place(at), table.packetType(at), table.depth(at));
            if (likeness > best) {
                best = likeness;
                nearest = i;
            }
        }
        return copies.sighting(send, nearest);
    }

    private int likeness(IpPacket error, int errorPlace, int place, int packetType, int depth) {
        if (places.interfaceOf(errorPlace) != places.interfaceOf(place)) {
            return 0;
        }
        boolean opposite = (error.packetType() == SENT_BY_US) != (packetType == SENT_BY_US);
        return SAME_INTERFACE + (opposite ? OPPOSITE_WAY : 0) + (depth == error.depth() ? SAME_DEPTH : 0);
    }
}
