// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Takes broken captures through the whole analyzer, as many as are asked for, one after the other, and reports how many
 * exceptions there were and what the slowest execution took. The n-th execution of a seed is always the same one.
 *
 * <p>Time is that of the thread on the processor; an execution that seems slow is repeated, and its least time counts.
 */
final class Fuzz {
    static final long SEED = 1060;
    private static final long SLOW_NS = 100_000_000;
    private static final long SUSPECT_NS = 20_000_000;
    private static final int REPEATS = 3;
    private static final int WARM_UP = 3_000;
    private static final int COMPRESSED_EVERY = 256;
    private static final int SEVERAL_EVERY = 16;
    private static final int MOST_FAILURES = 20;
    private static final long REPORT_EVERY = 100_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long seed;
    private final Path failures;
    private final PrintStream log;
    private final CaptureMutator plain = new CaptureMutator(Corpus.plain());
    private final CaptureMutator compressed = new CaptureMutator(Corpus.compressed());
    private long executions;
    private long failed;
    private long slow;
    private long slowestNs;
    private long slowest;
    private long octets;

    /** @param failures folder that what fails is written to */
    Fuzz(long seed, Path failures, PrintStream log) {
        this.seed = seed;
        this.failures = failures;
        this.log = log;
    }

    /** {@code [--seed N] [--first N] [--count N] [--failures FOLDER] [FILE...]}; files are replayed as they are. */
    public static void main(String... arguments) throws IOException {
        long seed = SEED;
        long first = 0;
        long count = 1_000_000;
        Path failures = Path.of("target", "fuzz");
        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--seed" -> seed = Long.parseLong(arguments[++i]);
                case "--first" -> first = Long.parseLong(arguments[++i]);
                case "--count" -> count = Long.parseLong(arguments[++i]);
                case "--failures" -> failures = Path.of(arguments[++i]);
                default -> files.add(Files.readAllBytes(Path.of(arguments[i])));
            }
        }
        Fuzz fuzz = new Fuzz(seed, failures, System.out);
        if (files.isEmpty()) {
            fuzz.run(first, count);
        } else {
            fuzz.replay(files);
        }
        System.out.println(fuzz.report());
        if (!fuzz.isClean()) {
            System.exit(1);
        }
    }

    /** Whether nothing was thrown and nothing was slow. */
    boolean isClean() {
        return failed == 0 && slow == 0;
    }

    /** Executions that threw. */
    long failed() {
        return failed;
    }

    /** Runs the executions {@code [first, first + count)}. */
    void run(long first, long count) throws IOException {
        try (Everything everything = new Everything()) {
            if (count > WARM_UP) {
                for (long i = 0; i < WARM_UP; i++) {
                    attempt(everything, -1 - i, captures(-1 - i));
                }
            }
            long start = System.nanoTime();
            for (long i = first; i < first + count && failed < MOST_FAILURES; i++) {
                List<byte[]> captures = captures(i);
                captures.forEach(capture -> octets += capture.length);
                measure(everything, i, captures);
                if (++executions % REPORT_EVERY == 0) {
                    log.println(progress(everything, System.nanoTime() - start));
                }
            }
            log.println(progress(everything, System.nanoTime() - start));
        }
    }

    /** Runs the given captures, all together, under many options. */
    private void replay(List<byte[]> captures) throws IOException {
        try (Everything everything = new Everything()) {
            for (long i = 0; i < REPORT_EVERY / 100 && failed == 0; i++) {
                measure(everything, i, captures);
                executions++;
            }
        }
    }

    /** The captures of one execution: mostly one. */
    List<byte[]> captures(long index) {
        SplittableRandom random = new SplittableRandom(seed + index * 0x9e37_79b9_7f4a_7c15L);
        int count = random.nextInt(SEVERAL_EVERY) == 0 ? 2 : 1;
        CaptureMutator mutator = random.nextInt(COMPRESSED_EVERY) == 0 ? compressed : plain;
        List<byte[]> captures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            captures.add(mutator.capture(random));
        }
        return captures;
    }

    private void measure(Everything everything, long index, List<byte[]> captures) throws IOException {
        long tookNs = attempt(everything, index, captures);
        for (int i = 0; i < REPEATS && tookNs > SUSPECT_NS; i++) {
            tookNs = Math.min(tookNs, attempt(everything, index, captures));
        }
        if (tookNs > slowestNs) {
            slowestNs = tookNs;
            slowest = index;
        }
        if (tookNs > SLOW_NS) {
            slow++;
            keep(index, captures, "took " + tookNs + " ns");
        }
    }

    /** Returns how long it took, nanoseconds; 0 if it failed. */
    private long attempt(Everything everything, long index, List<byte[]> captures) throws IOException {
        long start = THREADS.getCurrentThreadCpuTime();
        try {
            everything.run(captures, new SplittableRandom(seed ^ index));
        } catch (RuntimeException | Error e) {
            failed++;
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            keep(index, captures, trace.toString());
            return 0;
        }
        return THREADS.getCurrentThreadCpuTime() - start;
    }

    private void keep(long index, List<byte[]> captures, String what) throws IOException {
        Files.createDirectories(failures);
        StringBuilder text = new StringBuilder(500)
                .append("./mvnw -q -pl analyzer/core -am test-compile exec:exec@fuzz -Dfuzz.args=\"--seed ")
                .append(seed)
                .append(" --first ")
                .append(index)
                .append(" --count 1\"\n");
        for (int i = 0; i < captures.size(); i++) {
            Path file = failures.resolve(seed + "." + index + "." + i + ".capture");
            Files.write(file, captures.get(i));
            text.append(file.toAbsolutePath()).append('\n');
        }
        text.append(what).append('\n');
        Files.writeString(failures.resolve(seed + "." + index + ".txt"), text);
        log.println(text);
    }

    private String progress(Everything everything, long elapsedNs) {
        return String.format(
                Locale.ROOT,
                "%s; %d octets, %d frames, %d errors matched or not; %.1f s, %.1f s of it on the processor",
                report(),
                octets,
                everything.frames(),
                everything.errors(),
                elapsedNs / 1e9,
                THREADS.getCurrentThreadCpuTime() / 1e9);
    }

    String report() {
        return String.format(
                Locale.ROOT,
                "seed %d: %d executions, %d failed, %d above 100 ms, the slowest %.1f ms (%d)",
                seed,
                executions,
                failed,
                slow,
                slowestNs / 1e6,
                slowest);
    }
}
