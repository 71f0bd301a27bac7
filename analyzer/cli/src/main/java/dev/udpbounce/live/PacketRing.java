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
        int length = HEADER + octets.length + 7 & -8;
        long end = tail;
        int at = (int) end & capacity - 1;
        int rest = capacity - at;
        if (rest < length) {
            if (!waitForRoom(end + rest + length)) {
                return;
            }
            buffer.putInt(at, SKIP);
            end += rest;
            at = 0;
        } else if (!waitForRoom(end + length)) {
            return;
        }
        buffer.putInt(at, length);
        buffer.putInt(at + CAPTURED, octets.length);
        buffer.putLong(at + WIRE, wireLength);
        buffer.putLong(at + TIME, timeNs);
        buffer.putLong(at + ARRIVAL, arrivalNs);
        buffer.put(at + HEADER, octets);
        tail = end + length;
        bell.ring();
    }

    /** Waits until octets up to {@code end} fit; returns false if the ring is abandoned. */
    private boolean waitForRoom(long end) {
        if (end - headSeen <= capacity) {
            return true;
        }
        headSeen = head;
        while (end - headSeen > capacity) {
            if (abandoned) {
                return false;
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
