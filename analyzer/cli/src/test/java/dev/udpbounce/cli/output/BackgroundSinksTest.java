// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Delays;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.FlowRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BackgroundSinksTest {
    private static final int MANY = 10_000;
    private static final IpAddress LOCALHOST = new IpAddress(4, 0, 0x7f000001);
    private static final Event EVENT = new Event.FlowSummary(new FlowRecord(
            new Flow(LOCALHOST, 1060, LOCALHOST, 1061),
            OptionalLong.empty(),
            OptionalLong.empty(),
            1,
            0,
            0,
            0,
            1,
            new Delays()));

    /** Records the calls and the threads that make them. */
    private static class Recorder implements EventSink {
        final List<String> calls;
        final Set<Thread> threads = new HashSet<>();
        private final String name;

        Recorder(String name, List<String> calls) {
            this.name = name;
            this.calls = calls;
        }

        @Override
        public boolean wantsOrder() {
            return name.equals("first");
        }

        @Override
        public void begin(long firstNs) throws IOException {
            calls.add(name + " begins at " + firstNs);
        }

        @Override
        public void event(Event event) throws IOException {
            threads.add(Thread.currentThread());
            calls.add(name);
        }

        @Override
        public void pause() {
            calls.add(name + " pauses");
        }
    }

    private static final class Failing extends Recorder {
        private final int good;
        private final Throwable fault;

        Failing(int good, Throwable fault) {
            super("failing", new ArrayList<>());
            this.good = good;
            this.fault = fault;
        }

        @Override
        public void event(Event event) throws IOException {
            super.event(event);
            if (calls.size() > good) {
                if (fault instanceof IOException io) {
                    throw io;
                }
                throw (RuntimeException) fault;
            }
        }
    }

    @Test
    void makesTheSameCallsInTheSameOrderInAnotherThread() throws Exception {
        List<String> calls = new ArrayList<>();
        Recorder first = new Recorder("first", calls);
        Recorder second = new Recorder("second", calls);
        List<String> expected = new ArrayList<>();
        try (BackgroundSinks apart = new BackgroundSinks(List.of(first, second))) {
            apart.sinks().get(0).begin(7);
            expected.add("first begins at 7");
            for (int i = 0; i < MANY; i++) {
                apart.sinks().get(i % 3 == 0 ? 1 : 0).event(EVENT);
                expected.add(i % 3 == 0 ? "second" : "first");
            }
            apart.sinks().get(1).pause();
            expected.add("second pauses");
        }

        assertThat(calls).isEqualTo(expected);
        assertThat(first.threads).hasSize(1).doesNotContain(Thread.currentThread());
        assertThat(second.threads).isEqualTo(first.threads);
    }

    @Test
    void wantsWhatItsTargetsWant() throws Exception {
        List<String> calls = new ArrayList<>();
        try (BackgroundSinks apart =
                new BackgroundSinks(List.of(new Recorder("first", calls), new Recorder("second", calls)))) {
            assertThat(apart.sinks()).extracting(EventSink::wantsOrder).containsExactly(true, false);
            assertThat(apart.sinks()).extracting(EventSink::wantsFlows).containsExactly(true, true);
        }
    }

    @Test
    void throwsAFaultOnceAndMakesNoCallAfterIt() throws Exception {
        for (Throwable fault : List.of(new IOException("full"), new IllegalStateException("wrong"))) {
            Failing target = new Failing(5, fault);
            BackgroundSinks apart = new BackgroundSinks(List.of(target));
            EventSink sink = apart.sinks().get(0);

            Throwable thrown = catchThrowable(() -> {
                for (int i = 0; i < MANY; i++) {
                    sink.event(EVENT);
                }
            });
            sink.event(EVENT);
            apart.close();

            assertThat(thrown).isSameAs(fault);
            assertThat(target.calls).hasSize(6);
        }
    }

    @Test
    void throwsTheFaultOfItsLastCallsWhenItIsClosed() throws Exception {
        IOException fault = new IOException("full");
        BackgroundSinks apart = new BackgroundSinks(List.of(new Failing(0, fault)));
        apart.sinks().get(0).event(EVENT);

        assertThatThrownBy(apart::close).isSameAs(fault);
    }

    @Test
    void letsOnlySoManyCallsWait() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        List<String> calls = new ArrayList<>();
        Recorder target = new Recorder("slow", calls) {
            @Override
            public void event(Event event) throws IOException {
                try {
                    blocked.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                super.event(event);
            }
        };
        BackgroundSinks apart = new BackgroundSinks(List.of(target));
        List<Integer> added = new ArrayList<>();
        Thread adding = new Thread(() -> {
            try {
                for (int i = 0; i < MANY; i++) {
                    apart.sinks().get(0).event(EVENT);
                    synchronized (added) {
                        added.add(i);
                    }
                }
                apart.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        adding.start();
        while (adding.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        synchronized (added) {
            assertThat(added).hasSizeLessThan(MANY / 2);
        }
        blocked.countDown();
        adding.join();

        assertThat(calls).hasSize(MANY);
    }
}
