// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.SocketCall;
import dev.udpbounce.kernel.sys.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Repeats the hard cases of a tracer: 10 000 children, and 1 000 rounds of each other case, with {@code -Drounds=full};
 * a twentieth of that otherwise.
 */
class RunRoundsIT {
    private static final int PART = "full".equals(System.getProperty("rounds")) ? 1 : 20;
    private static final int SHORT_NS = 20_000_000;
    private static final int LONG_NS = 300_000_000;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    @TempDir
    static Path folder;

    private static String rounds;

    @BeforeAll
    static void prepare() throws IOException {
        Trial.assumePossible();
        rounds = Trial.program("rounds.c", folder);
    }

    /** The program checks statuses, zombies and the tracer's descriptors. */
    @ParameterizedTest
    @CsvSource({
        "children, 10000, false",
        "children, 1000, true",
        "vforks, 1000, false",
        "vforks, 1000, true",
        "thread_execs, 1000, false",
        "thread_execs, 1000, true",
        "stops, 1000, false",
        "stops, 1000, true",
        "kills, 1000, false",
        "kills, 1000, true"
    })
    void nothingIsDisturbedNorLeftBehind(String name, int times, boolean everyCall) throws IOException {
        List<String> options = everyCall ? List.of("--no-capture", "--every-call") : List.of("--no-capture");
        String count = String.valueOf(times / PART);

        Trial trial = Trial.run(folder, options, rounds, name, count);

        assertThat(trial.status()).as(trial.out() + lastLines(trial.err())).isZero();
        assertThat(trial.out()).startsWith(name + ": " + count + " rounds, tracer looks on: no zombie");
        assertThat(trial.calls("sendto")).isNotEmpty();
    }

    private static String lastLines(String text) {
        return text.substring(Math.max(0, text.length() - 2000));
    }

    /**
     * In half of the rounds the target is stopped when the tracer attaches, and must be stopped after it has detached.
     */
    @Test
    void whatIsAttachedToGoesOnUnharmed() throws Exception {
        Path flag = Files.createTempFile(folder, "flag", "");
        Path out = Files.createTempFile(folder, "target", ".out");
        // Not a child of this process, whose reaper would receive its stops.
        Trial started = Trial.result(List.of(
                "sh", "-c", "\"$1\" target \"$2\" >\"$3\" & echo $!", "sh", rounds, flag.toString(), out.toString()));
        int pid = Integer.parseInt(started.out().strip());
        long descriptors = descriptors();
        AtomicInteger calls = new AtomicInteger();
        Random random = new Random(4);
        for (int round = 0; round < 1000 / PART; round++) {
            boolean stopped = round % 2 == 1;
            if (stopped) {
                Libc.calls().kill(pid, SIGSTOP);
                awaitState(pid, "T");
            }
            // Usually the tracer is asked to detach before it has seized all threads.
            attach(pid, random.nextInt(SHORT_NS), round % 10 == 0, calls);
            if (stopped) {
                awaitState(pid, "T");
                Libc.calls().kill(pid, SIGCONT);
            }
            assertThat(Files.readString(out)).as("round " + round).isEmpty();
        }
        Files.delete(flag);
        while (Files.exists(Path.of("/proc/" + pid))) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(Files.readString(out)).startsWith("unharmed after");
        assertThat(calls.get()).isPositive();
        assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
    }

    /** @param seeing whether the tracer stays attached for at least {@link #LONG_NS} and until it has seen a call */
    private static void attach(int pid, long forNs, boolean seeing, AtomicInteger calls) throws Exception {
        Tracer tracer = new Tracer(new Counting(calls), false);
        int before = calls.get();
        Thread end = new Thread(() -> {
            LockSupport.parkNanos(seeing ? LONG_NS : forNs);
            for (int attempts = 0; seeing && attempts < 60_000 && calls.get() == before; attempts++) {
                LockSupport.parkNanos(1_000_000);
            }
            tracer.letGo();
        });
        end.start();
        assertThat(tracer.follow(pid)).isZero();
        end.join(TimeUnit.SECONDS.toMillis(60));
    }

    private record Counting(AtomicInteger calls) implements Tracer.Listener {
        @Override
        public void onCall(SocketCall call) {
            calls.incrementAndGet();
        }

        @Override
        public void onSocketDied(long socketId, long timeNs) {
            // Only calls are counted.
        }

        @Override
        public void onBlindSpot(String what) {
            throw new AssertionError(what);
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Waits for a process state, as shown by ps(1). */
    private static void awaitState(int pid, String state) throws IOException {
        String stat = "";
        for (int attempts = 0; attempts < 20_000 && !stat.startsWith(state); attempts++) {
            LockSupport.parkNanos(1_000_000);
            stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            stat = stat.substring(stat.lastIndexOf(')') + 2);
        }
        assertThat(stat).as("state of " + pid).startsWith(state);
    }
}
