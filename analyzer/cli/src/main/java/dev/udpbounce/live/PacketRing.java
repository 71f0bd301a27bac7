package dev.udpbounce.live;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * Packets on their way from the thread that captures to the one that analyses, in one big buffer: no object a packet.
 * One thread puts, one takes. A full ring makes the putting thread wait, and then the kernel's buffer fills, which
 * counts what it must drop.
 *
 * <pre>
 *  0         4          8         16         24           32
 *  +---------+----------+---------+----------+------------+-----------+------------------+
 *  | length  | captured | on wire | time, ns | arrival ns | octets    | up to 7 for the  |
 *  | of all  | octets   | octets  | of epoch | nanoTime   |           | next multiple of 8|
 *  +---------+----------+---------+----------+------------+-----------+------------------+
 * </pre>
 *
 * <p>A record lies in one piece; a length of {@value #SKIP} says that the next one begins at the buffer's start.
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
    /** Octets taken so far; moved by the taking thread. */
    private volatile long head;
    /** Octets put so far; moved by the putting thread. */
    private volatile long tail;

    private volatile boolean abandoned;
    private volatile boolean full;
    private long headSeen;

    /** @param capacity octets, a power of 2, more than twice the longest record */
    PacketRing(int capacity, Doorbell bell) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(capacity + " is no power of 2");
        }
        this.capacity = capacity;
        this.bell = bell;
        buffer = ByteBuffer.allocateDirect(capacity);
    }

    /** Copies a packet in; waits for room as long as somebody takes. For the putting thread. */
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

    /** Waits until octets up to {@code end} fit; false if nobody takes any more. */
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

    /** Whether a packet is there. For the taking thread, like what follows. */
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

    /** Time of the next packet, which must be {@link #ready}; nanoseconds since the Unix epoch. */
    long timeNs() {
        return buffer.getLong(at() + TIME);
    }

    /** When the next packet was put, by {@link System#nanoTime}. */
    long arrivalNs() {
        return buffer.getLong(at() + ARRIVAL);
    }

    /** Octets present of the next packet. */
    int captured() {
        return buffer.getInt(at() + CAPTURED);
    }

    /** The 32 bits at an index of the next packet, which must have that many octets. */
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

    /** Gives the room of the next packet back. */
    void release() {
        long start = head;
        head = start + buffer.getInt((int) start & capacity - 1);
    }

    private int at() {
        return (int) head & capacity - 1;
    }

    /** A number that grows with every packet put. For any thread. */
    long position() {
        return tail;
    }

    /** Whether the putting thread waits for room. For any thread. */
    boolean isFull() {
        return full;
    }

    /** Nothing is taken any more, and what is put is thrown away. For any thread. */
    void abandon() {
        abandoned = true;
    }
}
