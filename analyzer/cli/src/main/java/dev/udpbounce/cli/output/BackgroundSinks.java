// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.output;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.ForwardingSink;
import dev.udpbounce.event.Summary;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Passes events on to sinks in a thread of its own, so that they are written while the next ones are found. The sinks see
 * the same calls in the same order. What one of them throws is thrown once, by a later call; no calls are made after it.
 */
public final class BackgroundSinks implements AutoCloseable {
    /** Calls that are handed over together. */
    private static final int BATCH = 256;
    /** Batches that may wait, with about a megabyte of events. */
    private static final int MOST_WAITING = 4;

    /** A call of a sink. */
    private interface Call {
        void make() throws IOException;
    }

    private record EventCall(EventSink sink, Event event) implements Call {
        @Override
        public void make() throws IOException {
            sink.event(event);
        }
    }

    /** Hands the calls of a sink over to the thread. */
    private final class Deferring extends ForwardingSink {
        private final EventSink target;

        Deferring(EventSink target) {
            super(target);
            this.target = target;
        }

        @Override
        public void begin(long firstNs) throws IOException {
            add(() -> target.begin(firstNs));
        }

        @Override
        public void event(Event event) throws IOException {
            add(new EventCall(target, event));
        }

        @Override
        public void pause() throws IOException {
            add(target::pause);
            handOver();
        }

        @Override
        public void end(Summary summary) throws IOException {
            add(() -> target.end(summary));
        }
    }

    private final List<EventSink> sinks = new ArrayList<>();
    private final BlockingQueue<List<Call>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread = new Thread(this::work, "output");
    private List<Call> batch = new ArrayList<>(BATCH);
    private volatile @Nullable Throwable fault;
    private boolean thrown;

    /** @param targets sinks that nothing else may call until this is closed */
    public BackgroundSinks(List<? extends EventSink> targets) {
        for (EventSink target : targets) {
            sinks.add(new Deferring(target));
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns a sink for each target; one thread may call them. */
    public List<EventSink> sinks() {
        return List.copyOf(sinks);
    }

    private void work() {
        try {
            for (List<Call> calls = waiting.take(); !calls.isEmpty(); calls = waiting.take()) {
                for (int i = 0; i < calls.size() && fault == null; i++) {
                    make(calls.get(i));
                }
            }
        } catch (InterruptedException e) {
            fault = e;
        }
    }

    private void make(Call call) {
        try {
            call.make();
        } catch (IOException | RuntimeException | Error e) {
            fault = e;
        }
    }

    private void add(Call call) throws IOException {
        batch.add(call);
        if (batch.size() == BATCH) {
            handOver();
        }
    }

    private void handOver() throws IOException {
        throwFault();
        List<Call> calls = batch;
        batch = new ArrayList<>(BATCH);
        put(calls);
    }

    private void put(List<Call> calls) throws InterruptedIOException {
        try {
            waiting.put(calls);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while the output is written");
    }

    private void throwFault() throws IOException {
        Throwable once = thrown ? null : fault;
        thrown |= once != null;
        if (once instanceof IOException failed) {
            throw failed;
        }
        if (once instanceof RuntimeException failed) {
            throw failed;
        }
        if (once instanceof Error failed) {
            throw failed;
        }
    }

    /** Waits until the calls so far are made. After that, there can be none. */
    @Override
    public void close() throws IOException {
        if (!batch.isEmpty()) {
            put(batch);
        }
        put(List.of());
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        throwFault();
    }
}
