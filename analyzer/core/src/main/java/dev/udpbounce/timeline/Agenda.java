package dev.udpbounce.timeline;

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
 * What is to be done at which time of a trace. Any thread may add to it without waiting for what is being done; one at a
 * time does it, in the order of time, and of arrival where the times are the same.
 *
 * <p>What arrives is a mixture of a few sequences, each of which is in the order of time. They are kept apart, so that the
 * next step is the first of one of them, however many steps there are.
 *
 * <p>It holds a bounded number of steps: those that are too many are done early, and who adds faster than they are done is
 * made to wait.
 */
final class Agenda {
    private static final int MOST_STEPS = 1 << 18;
    private static final long PAUSE_NS = 200_000;

    private record Step(long atNs, long order, Runnable what) {
        boolean isBefore(Step other) {
            return atNs < other.atNs || (atNs == other.atNs && order < other.order);
        }
    }

    private final Queue<Step> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicInteger arrivals = new AtomicInteger();
    private final AtomicLong orders = new AtomicLong();
    private final List<Deque<Step>> sequences = new ArrayList<>();
    private int waiting;
    private volatile boolean abandoned;

    /** @param atNs nanoseconds since the Unix epoch */
    void at(long atNs, Runnable what) {
        while (arrivals.get() >= MOST_STEPS && !abandoned) {
            LockSupport.parkNanos(this, PAUSE_NS);
        }
        if (!abandoned) {
            arrivals.incrementAndGet();
            arrived.add(new Step(atNs, orders.getAndIncrement(), what));
        }
    }

    /** Does what is due at {@code horizonNs}, and more if too much waits. For one thread at a time. */
    void run(long horizonNs) {
        takeArrivals();
        Deque<Step> next = next();
        while (next != null && (next.getFirst().atNs <= horizonNs || waiting > MOST_STEPS)) {
            waiting--;
            next.removeFirst().what.run();
            next = next();
        }
    }

    /** The sequence that has the next step; null if there is none. */
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
        // Not those that come meanwhile, or there might be no end.
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

    /** The sequence whose end is the latest that is not later than the step: so there are as few as can be. */
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

    /** Forgets everything, now and from now on. For the thread that does it. */
    void abandon() {
        abandoned = true;
        arrived.clear();
        sequences.clear();
    }
}
