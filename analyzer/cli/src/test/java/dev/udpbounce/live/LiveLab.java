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
import org.opentest4j.TestAbortedException;

/**
 * Network namespaces of its own in which the built program captures and Python clients send. Without the rights to make
 * them the tests are skipped, unless the environment says UDPBOUNCE_REQUIRE_LIVE=1. Everything ends with {@link #close}.
 */
final class LiveLab {
    static final Path LAUNCHER =
            Path.of("..", "bin", "udpbounce").toAbsolutePath().normalize();

    private static final String REQUIRED = "UDPBOUNCE_REQUIRE_LIVE";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Path folder;
    private final Deque<String> namespaces = new ArrayDeque<>();
    private final List<Process> processes = new ArrayList<>();
    private int outputs;

    /** What a process has written and how it ended. */
    record Ended(int status, String out, String err) {}

    /** A process that runs, and where its output goes. */
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
            assertThat(process.waitFor(30, TimeUnit.SECONDS))
                    .as("%s", errSoFar())
                    .isTrue();
            return new Ended(process.exitValue(), outSoFar(), errSoFar());
        }

        /** Waits until standard error says {@code text}. */
        void awaitErr(String text) throws IOException, InterruptedException {
            for (int i = 0; i < 3000 && !errSoFar().contains(text); i++) {
                assertThat(process.isAlive()).as("%s", errSoFar()).isTrue();
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(errSoFar()).contains(text);
        }

        /** Waits until standard output says {@code text}. */
        void awaitOut(String text) throws IOException, InterruptedException {
            for (int i = 0; i < 1000 && !outSoFar().contains(text); i++) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(outSoFar()).contains(text);
        }
    }

    private LiveLab(Path folder) {
        this.folder = folder;
    }

    /** A lab with one namespace, whose {@code lo} is up; its files go to {@code folder}. */
    static LiveLab open(Path folder) throws IOException, InterruptedException {
        LiveLab lab = new LiveLab(folder);
        try {
            lab.namespace();
            return lab;
        } catch (IllegalStateException e) {
            lab.close();
            if ("1".equals(System.getenv(REQUIRED))) {
                throw e;
            }
            throw new TestAbortedException("no live capture here: " + e.getMessage());
        }
    }

    /** Makes a further namespace and returns its name. */
    String namespace() throws IOException, InterruptedException {
        String name = "udpb" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        run("ip", "netns", "add", name);
        namespaces.addFirst(name);
        in(name, "ip", "link", "set", "lo", "up");
        return name;
    }

    /** The first namespace. */
    String home() {
        return namespaces.getLast();
    }

    /** Joins two namespaces by a pair of interfaces with an address each, such as {@code 10.1.0.1/24}. */
    void join(String left, String leftName, String leftAddress, String right, String rightName, String rightAddress)
            throws IOException, InterruptedException {
        in(left, "ip", "link", "add", leftName, "type", "veth", "peer", "name", rightName, "netns", right);
        in(left, "ip", "addr", "add", leftAddress, "dev", leftName, "nodad");
        in(left, "ip", "link", "set", leftName, "up");
        in(right, "ip", "addr", "add", rightAddress, "dev", rightName, "nodad");
        in(right, "ip", "link", "set", rightName, "up");
    }

    /** Runs a command in a namespace to its end, which must be a good one; returns its output. */
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

    /** Starts {@code udpbounce live} in the first namespace with a standard output that nobody ever reads. */
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

    /** Starts a command as it is. */
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

    /** Runs a Python program in the first namespace to its end; returns what it printed. */
    String python(String program) throws IOException, InterruptedException {
        return in(home(), "python3", "-c", program).strip();
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
