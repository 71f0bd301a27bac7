// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A queue of steps to run at times of a trace. Any thread may add steps while others run; one thread at a time runs
 * them in order of time, then of arrival.
 *
 * <p>The arriving steps are a mixture of a few sequences, each in order of time. The sequences are kept apart, so that
 * the next step is the first of one of them, however many steps there are.
 *
 * <p>The number of steps is bounded: excess steps run early, and a thread that adds steps faster than they run has to
 * wait. Packets wait first: packets that a capture has no room for are counted, while a waiting call stalls the
 * program.
 */
final class StepQueue {
    private static final long PAUSE_NS = 200_000;

    private record Step(long atNs, long order, Runnable what) {
        boolean isBefore(Step other) {
            return atNs < other.atNs || (atNs == other.atNs && order < other.order);
        }
    }

    private final int most;
    private final Queue<Step> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicInteger arrivals = new AtomicInteger();
    private final AtomicLong orders = new AtomicLong();
    private final List<Deque<Step>> sequences = new ArrayList<>();
    private int waiting;
    private volatile boolean abandoned;

    /** @param most maximum number of waiting steps; as many again may have arrived since the last {@link #run} */
    StepQueue(int most) {
        this.most = most;
    }

    /**
     * Adds a step that follows from a call.
     *
     * @param atNs nanoseconds since the Unix epoch
     */
    void at(long atNs, Runnable what) {
        add(atNs, what, most);
    }

    /**
     * Adds a step that follows from a packet.
     *
     * @param atNs nanoseconds since the Unix epoch
     */
    void ofPacket(long atNs, Runnable what) {
        add(atNs, what, most / 2);
    }

    private void add(long atNs, Runnable what, int room) {
        while (arrivals.get() >= room && !abandoned) {
            LockSupport.parkNanos(this, PAUSE_NS);
        }
        if (!abandoned) {
            arrivals.incrementAndGet();
            arrived.add(new Step(atNs, orders.getAndIncrement(), what));
        }
    }

    /** Runs the steps due at {@code horizonNs}, and more if too many wait. For one thread at a time. */
    void run(long horizonNs) {
        takeArrivals();
        Deque<Step> next = next();
        while (next != null && (next.getFirst().atNs <= horizonNs || waiting > most)) {
            waiting--;
            next.removeFirst().what.run();
            next = next();
        }
    }

    /** Returns the sequence with the next step; null if there is none. */
    private @Nullable Deque<Step> next() {
        Deque<Step> next = null;
        for (Deque<Step> sequence : sequences) {
            Step first = sequence.peekFirst();
            if (first != null && (next == null || first.isBefore(next.getFirst()))) {
                next = sequence;
            }
        }
        return next;
    }

    private void takeArrivals() {
        // Later arrivals are left for the next run, or this might not end.
        for (int left = arrivals.get(); left > 0; left--) {
            Step step = arrived.poll();
            if (step == null) {
                break;
            }
            arrivals.decrementAndGet();
            waiting++;
            sequenceFor(step).addLast(step);
        }
        sequences.removeIf(Deque::isEmpty);
    }

    /** Returns the sequence with the latest end that is not later than the step, which keeps their number minimal. */
    private Deque<Step> sequenceFor(Step step) {
        Deque<Step> best = null;
        for (Deque<Step> sequence : sequences) {
            boolean fits = sequence.isEmpty() || sequence.getLast().isBefore(step);
            if (fits && (best == null || best.isEmpty() || isLater(sequence, best))) {
                best = sequence;
            }
        }
        if (best == null) {
            best = new ArrayDeque<>();
            sequences.add(best);
        }
        return best;
    }

    private static boolean isLater(Deque<Step> sequence, Deque<Step> than) {
        return !sequence.isEmpty() && than.getLast().isBefore(sequence.getLast());
    }

    /** Drops all steps, including later ones. For the thread that runs them. */
    void abandon() {
        abandoned = true;
        arrived.clear();
        sequences.clear();
        waiting = 0;
    }
}
