package dev.udpbounce.timeline;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What is to be done at which time of a trace. Any thread may add to it without waiting for what is being done; one at a
 * time does it, in the order of time, and of arrival where the times are the same.
 *
 * <p>It holds a bounded number of steps: those that are too many are done early, and who adds faster than they are done is
 * made to wait.
 */
final class Agenda {
    private static final int MOST_STEPS = 1 << 18;
    private static final long PAUSE_NS = 200_000;

    private record Step(long atNs, long order, Runnable what) {}

    private final Queue<Step> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicInteger arrivals = new AtomicInteger();
    private final AtomicLong orders = new AtomicLong();
    private final PriorityQueue<Step> steps =
            new PriorityQueue<>(Comparator.comparingLong(Step::atNs).thenComparingLong(Step::order));
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
        Step first = steps.peek();
        while (first != null && (first.atNs() <= horizonNs || steps.size() > MOST_STEPS)) {
            steps.remove();
            first.what().run();
            first = steps.peek();
        }
    }

    private void takeArrivals() {
        // Not those that come meanwhile, or there might be no end.
        for (int left = arrivals.get(); left > 0; left--) {
            Step step = arrived.poll();
            if (step == null) {
                return;
            }
            steps.add(step);
            arrivals.decrementAndGet();
        }
    }

    /** Forgets everything, now and from now on. For the thread that does it. */
    void abandon() {
        abandoned = true;
        arrived.clear();
        steps.clear();
    }
}
