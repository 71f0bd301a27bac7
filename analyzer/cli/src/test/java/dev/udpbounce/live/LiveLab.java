// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/**
 * Network namespaces in which the built program captures and Python clients send. Without the rights to create them,
 * the tests are skipped unless UDPBOUNCE_REQUIRE_LIVE=1 is set. {@link #close} ends everything.
 */
final class LiveLab {
    static final Path LAUNCHER =
            Path.of("..", "bin", "udpbounce").toAbsolutePath().normalize();

    /** The maximum wait for an event that is immediate on an idle machine. */
    private static final long PATIENCE_NS = 120_000_000_000L;

    private static final String REQUIRED = "UDPBOUNCE_REQUIRE_LIVE";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Path folder;
    private final Deque<String> namespaces = new ArrayDeque<>();
    private final List<Process> processes = new ArrayList<>();
    private int outputs;

    /** The output and the exit status of a process. */
    record Ended(int status, String out, String err) {}

    /** A running process and the files of its output. */
    record Running(Process process, Path out, Path err) {
        String outSoFar() throws IOException {
            return Files.readString(out);
        }

        String errSoFar() throws IOException {
            return Files.readString(err);
        }

        void signal(String name) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }

        Ended await() throws IOException, InterruptedException {
            assertThat(process.waitFor(PATIENCE_NS, TimeUnit.NANOSECONDS))
                    .as("%s", errSoFar())
                    .isTrue();
            return new Ended(process.exitValue(), outSoFar(), errSoFar());
        }

        /** Waits until standard error contains {@code text}. */
        void awaitErr(String text) throws IOException, InterruptedException {
            until(() -> errSoFar().contains(text) || !process.isAlive());
            assertThat(errSoFar()).contains(text);
        }

        /** Waits until standard output contains {@code text}. */
        void awaitOut(String text) throws IOException, InterruptedException {
            awaitOut(text, 1);
        }

        /** Waits until standard output contains {@code text} at least {@code times} times. */
        void awaitOut(String text, int times) throws IOException, InterruptedException {
            until(() -> outSoFar().split(Pattern.quote(text), -1).length > times || !process.isAlive());
            assertThat(outSoFar().split(Pattern.quote(text), -1).length - 1)
                    .as("times that there is %s in %s", text, outSoFar())
                    .isGreaterThanOrEqualTo(times);
        }

        /** Closes standard input, which the program may wait for, and waits for the end of the process. */
        Ended finish() throws IOException, InterruptedException {
            process.getOutputStream().close();
            return await();
        }
    }

    /** A condition to wait for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Waits until a condition holds, up to the maximum wait. */
    static void until(Condition condition) throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        while (!condition.holds() && System.nanoTime() - startNs < PATIENCE_NS) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private LiveLab(Path folder) {
        this.folder = folder;
    }

    /** Creates a lab with one namespace, whose {@code lo} is up, and with its files in {@code folder}. */
    static LiveLab open(Path folder) throws IOException, InterruptedException {
        LiveLab lab = new LiveLab(folder);
        try {
            lab.namespace();
            return lab;
        } catch (IllegalStateException e) {
            lab.close();
            if (isRequired()) {
                throw e;
            }
            throw new TestAbortedException("no live capture here: " + e.getMessage());
        }
    }

    /** Returns whether a test must not be skipped. */
    static boolean isRequired() {
        return "1".equals(System.getenv(REQUIRED));
    }

    /** Creates another namespace and returns its name. */
    String namespace() throws IOException, InterruptedException {
        String name = "udpb" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        run("ip", "netns", "add", name);
        namespaces.addFirst(name);
        in(name, "ip", "link", "set", "lo", "up");
        return name;
    }

    /** Removes a namespace early. */
    void remove(String namespace) throws IOException, InterruptedException {
        run("ip", "netns", "del", namespace);
        namespaces.remove(namespace);
    }

    /** Returns the first namespace. */
    String home() {
        return namespaces.getLast();
    }

    /** Connects two namespaces by a pair of interfaces with an address each, such as {@code 10.1.0.1/24}. */
    void join(String left, String leftName, String leftAddress, String right, String rightName, String rightAddress)
            throws IOException, InterruptedException {
        in(left, "ip", "link", "add", leftName, "type", "veth", "peer", "name", rightName, "netns", right);
        in(left, "ip", "addr", "add", leftAddress, "dev", leftName, "nodad");
        in(left, "ip", "link", "set", leftName, "up");
        in(right, "ip", "addr", "add", rightAddress, "dev", rightName, "nodad");
        in(right, "ip", "link", "set", rightName, "up");
    }

    /** Runs a command in a namespace, which must succeed; returns its output. */
    String in(String namespace, String... command) throws IOException, InterruptedException {
        return run(inNamespace(namespace, List.of(command)).toArray(new String[0]));
    }

    /** Starts {@code udpbounce live} in the first namespace, and waits until it captures. */
    Running live(String... options) throws IOException, InterruptedException {
        Running running = start(options);
        running.awaitErr("listening on");
        return running;
    }

    /** Starts {@code udpbounce live} in the first namespace. */
    Running start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString(), "live"));
        command.addAll(Arrays.asList(options));
        return spawn(inNamespace(home(), command));
    }

    /** Starts {@code udpbounce live} in the first namespace with a standard output that is never read. */
    Running liveUnread(String... options) throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe" + ++outputs);
        run("mkfifo", pipe.toString());
        List<String> command = new ArrayList<>(
                List.of("bash", "-c", "exec 3<>\"$0\"; exec \"$@\" >&3", pipe.toString(), LAUNCHER.toString(), "live"));
        command.addAll(Arrays.asList(options));
        Running running = spawn(inNamespace(home(), command));
        running.awaitErr("listening on");
        return running;
    }

    /** Starts a command without changes. */
    Running spawn(List<String> command) throws IOException {
        Path out = folder.resolve("out" + ++outputs);
        Path err = folder.resolve("err" + outputs);
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        processes.add(process);
        return new Running(process, out, err);
    }

    /** Runs a Python program in the first namespace to its end; returns its output. */
    String python(String program) throws IOException, InterruptedException {
        return in(home(), "python3", "-c", program).strip();
    }

    /**
     * Starts a Python program in the first namespace, with a standard input that is open until {@link Running#finish}.
     * To run until then, the program may end with {@code sys.stdin.read()}.
     */
    Running client(String program) throws IOException {
        return spawn(inNamespace(home(), List.of("python3", "-c", program)));
    }

    /**
     * Extends a Python program to return only after the kernel has processed all its packets on {@code lo}, including
     * errors: the program stays on one processor, which processes packets in order.
     */
    static String settled(String program) {
        return """
                import os, socket
                os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
                """ + program + """

                probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                probe.bind(('127.0.0.1', 0))
                for _ in range(3):
                    probe.sendto(b'?', probe.getsockname())
                    probe.recv(1)
                """;
    }

    static List<String> inNamespace(String namespace, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(command);
        return all;
    }

    String run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    /** Ends every process and removes the namespaces. */
    void close() throws IOException, InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        for (String namespace : namespaces) {
            run("ip", "netns", "del", namespace);
        }
        namespaces.clear();
    }
}
