// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.decode.IcmpError;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Errors that wait briefly for a better cause. Some capture drivers and multi-queue network cards deliver an error up
 * to a millisecond before the datagram that it is about. The errors are kept in the order of arrival; they are few, as
 * none waits long.
 */
final class WaitingErrors {
    /** How long an error waits, nanoseconds of capture time. */
    static final long WAIT_NS = 10_000_000;

    private static final int CAPACITY = 256;

    /**
     * A waiting error with the required data of its frame.
     *
     * @param destination hash of the quoted destination
     * @param firstLater number of the first send after it
     * @param deadlineNs time after which no datagram can be its cause; its own time if it waits only for earlier errors
     */
    record Waiting(IcmpError error, Frame frame, long destination, long firstLater, long deadlineNs) {}

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    /** Numbers of waiting errors by the lowest bits of their destinations. */
    private final short[] byDestination = new short[CAPACITY];

    /** @param forCause whether it waits for a better cause, and not only for earlier errors */
    void add(IcmpError error, Frame frame, long destination, long firstLater, boolean forCause) {
        long deadlineNs = frame.timeNs() + (forCause ? WAIT_NS : 0);
        waiting.add(new Waiting(error.copy(frame), frame.withoutOctets(), destination, firstLater, deadlineNs));
        byDestination[(int) destination & CAPACITY - 1]++;
    }

    /** Returns whether an error may be waiting that quotes the destination with this hash; false is certain. */
    boolean mayConcern(long destination) {
        return byDestination[(int) destination & CAPACITY - 1] > 0;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Returns whether the oldest error must go before another can wait. */
    boolean isFull() {
        return waiting.size() >= CAPACITY;
    }

    /** Returns the oldest error; there must be one. */
    Waiting oldest() {
        return waiting.getFirst();
    }

    Waiting removeOldest() {
        Waiting oldest = waiting.removeFirst();
        byDestination[(int) oldest.destination & CAPACITY - 1]--;
        return oldest;
    }
}
