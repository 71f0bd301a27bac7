// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

/** Where the thread that captures on an interface puts the packets. For that thread, unless stated otherwise. */
final class Intake {
    private final PacketRing ring;
    private final Arrivals arrivals;
    private volatile long lastTimeNs = Long.MIN_VALUE;

    Intake(PacketRing ring, Arrivals arrivals) {
        this.ring = ring;
        this.arrivals = arrivals;
    }

    /** Returns the ring, in which packets may be put without {@link #put}; then call {@link #arrived}. */
    PacketRing ring() {
        return ring;
    }

    /** Puts a packet. */
    void put(byte[] octets, long wireLength, long timeNs) {
        lastTimeNs = timeNs;
        arrivals.count(octets, timeNs);
        ring.put(octets, wireLength, timeNs, System.nanoTime());
    }

    /**
     * Counts packets that were put in the ring.
     *
     * @param timeNs the time of the last of them
     */
    void arrived(int packets, long timeNs) {
        arrivals.count(packets);
        lastTimeNs = timeNs;
    }

    /** Returns the time of the latest packet. For any thread. */
    long lastTimeNs() {
        return lastTimeNs;
    }
}
