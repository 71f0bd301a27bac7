// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * Packets on their way from the capturing thread to the analyzing thread, in one large buffer, without an object per
 * packet. One thread puts, one takes. A full ring makes the putting thread wait; then the kernel's buffer fills, and
 * the kernel counts its drops.
 *
 * <pre>
 *  0         4          8         16         24           32
 *  +---------+----------+---------+----------+------------+-----------+------------------+
 *  | length  | captured | on wire | time, ns | arrival ns | octets    | up to 7 for the  |
 *  | of all  | octets   | octets  | of epoch | nanoTime   |           | next multiple of 8|
 *  +---------+----------+---------+----------+------------+-----------+------------------+
 * </pre>
 *
 * <p>A record is contiguous; a length of {@value #SKIP} means that the next record begins at the start of the buffer.
 */
final class PacketRing {
    static final int HEADER = 32;

    private static final int CAPTURED = 4;
    private static final int WIRE = 8;
    private static final int TIME = 16;
    private static final int ARRIVAL = 24;
    private static final int SKIP = -1;
    private static final long WAIT_NS = 50_000;

    private final ByteBuffer buffer;
    private final int capacity;
    private final Doorbell bell;
    /** Octets taken so far; written by the taking thread. */
    private volatile long head;
    /** Octets put so far; written by the putting thread. */
    private volatile long tail;

    private volatile boolean abandoned;
    private volatile boolean full;
    private long headSeen;
    /** Octets put so far, including those that are not published yet. For the putting thread. */
    private long end;
    /** Index of the record that is being put. */
    private int at;

    /** @param capacity size in octets, a power of 2, more than twice the longest record */
    PacketRing(int capacity, Doorbell bell) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(capacity + " is no power of 2");
        }
        this.capacity = capacity;
        this.bell = bell;
        buffer = ByteBuffer.allocateDirect(capacity);
    }

    /** Copies a packet into the ring; waits for room unless the ring is abandoned. For the putting thread. */
    void put(byte[] octets, long wireLength, long timeNs, long arrivalNs) {
        int to = reserve(octets.length);
        if (to >= 0) {
            buffer.put(to, octets);
            commit(octets.length, wireLength, timeNs, arrivalNs);
            publish();
        }
    }

    /**
     * Reserves room for the octets of a packet. Waits for it, unless the ring is abandoned. For the putting thread, as
     * are the methods below.
     *
     * @return the index of the first octet; -1 if the ring is abandoned
     */
    int reserve(int octets) {
        int length = HEADER + octets + 7 & -8;
        at = (int) end & capacity - 1;
        int rest = capacity - at;
        if (rest < length) {
            if (!waitForRoom(end + rest + length)) {
                return -1;
            }
            buffer.putInt(at, SKIP);
            end += rest;
            at = 0;
        } else if (!waitForRoom(end + length)) {
            return -1;
        }
        buffer.putInt(at, length);
        return at + HEADER;
    }

    /** Returns the big-endian buffer in which room is reserved. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Copies octets of a packet to an index in the room that is reserved. */
    void copy(int to, ByteBuffer from, int index, int length) {
        buffer.put(to, from, index, length);
    }

    /**
     * Completes the packet for which room was reserved. It can be taken from the next {@link #publish} on.
     *
     * @param captured its octets, at most as many as were reserved
     */
    void commit(int captured, long wireLength, long timeNs, long arrivalNs) {
        buffer.putInt(at + CAPTURED, captured);
        buffer.putLong(at + WIRE, wireLength);
        buffer.putLong(at + TIME, timeNs);
        buffer.putLong(at + ARRIVAL, arrivalNs);
        end += buffer.getInt(at);
    }

    /** Hands over the packets that are complete. */
    void publish() {
        tail = end;
        bell.ring();
    }

    /** Waits until octets up to {@code last} fit; returns false if the ring is abandoned. */
    private boolean waitForRoom(long last) {
        if (last - headSeen <= capacity) {
            return true;
        }
        headSeen = head;
        while (last - headSeen > capacity) {
            if (abandoned) {
                return false;
            }
            if (!full) {
                publish(); // for the other thread to make room
            }
            full = true;
            LockSupport.parkNanos(this, WAIT_NS);
            headSeen = head;
        }
        full = false;
        return true;
    }

    /** Returns whether there is a packet. For the taking thread, as are the methods below. */
    boolean ready() {
        long start = head;
        if (start == tail) {
            return false;
        }
        if (buffer.getInt((int) start & capacity - 1) == SKIP) {
            head = start + capacity - (start & capacity - 1);
        }
        return true;
    }

    /** Returns the time of the next packet, which must be {@link #ready}, in nanoseconds since the Unix epoch. */
    long timeNs() {
        return buffer.getLong(at() + TIME);
    }

    /** Returns the time at which the next packet was put, by {@link System#nanoTime}. */
    long arrivalNs() {
        return buffer.getLong(at() + ARRIVAL);
    }

    /** Returns the captured octets of the next packet. */
    int captured() {
        return buffer.getInt(at() + CAPTURED);
    }

    /** Returns the 32 bits at an index of the next packet, which must be long enough. */
    int word(int index) {
        return buffer.getInt(at() + HEADER + index);
    }

    /** Points {@code frame} at the next packet, until {@link #release}. */
    void wrap(Frame frame, long number, Origin origin) {
        int at = at();
        frame.wrap(
                buffer,
                at + HEADER,
                buffer.getInt(at + CAPTURED),
                buffer.getLong(at + WIRE),
                buffer.getLong(at + TIME),
                number,
                origin);
    }

    /** Frees the room of the next packet. */
    void release() {
        long start = head;
        head = start + buffer.getInt((int) start & capacity - 1);
    }

    private int at() {
        return (int) head & capacity - 1;
    }

    /** Returns a number that grows with every packet put. For any thread. */
    long position() {
        return tail;
    }

    /** Returns whether the putting thread waits for room. For any thread. */
    boolean isFull() {
        return full;
    }

    /** Abandons the ring: no more packets are taken, and packets put are discarded. For any thread. */
    void abandon() {
        abandoned = true;
    }
}
