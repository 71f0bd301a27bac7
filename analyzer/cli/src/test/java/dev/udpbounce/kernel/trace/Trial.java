// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.udpbounce.kernel.sys.CallNumbers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run of the built program in its own network namespace, whose loopback interface carries only the trial's packets.
 *
 * @param events timeline events, by line
 */
record Trial(int status, String out, String err, List<JsonNode> events) {
    /** Starts the built program. */
    static final Path LAUNCHER =
            Path.of("..", "bin", "udpbounce").toAbsolutePath().normalize();

    private static final long LIMIT_SECONDS = 150;
    private static final long LOOK_MS = 20;
    private static final long AGAIN_NS = 10_000_000_000L;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Called repeatedly while a command runs; may act on it. */
    @FunctionalInterface
    interface Watcher {
        void look(Process process) throws IOException;
    }

    /** Skips the test if a trial is not possible, or fails it if live tests are required. */
    static void assumePossible() throws IOException {
        String missing = missing();
        if ("1".equals(System.getenv("UDPBOUNCE_REQUIRE_LIVE"))) {
            assertThat(missing).as("what a live test needs").isEmpty();
        }
        assumeTrue(missing.isEmpty(), missing);
    }

    private static String missing() throws IOException {
        for (String command : List.of("unshare", "setpriv", "ip", "gcc", "python3", "bash")) {
            if (find(command).isEmpty()) {
                return "there is no " + command;
            }
        }
        if (!CallNumbers.areOfThisMachine()) {
            return "the system calls of this processor are not known";
        }
        return result(List.of("unshare", "-n", "true")).status == 0 ? "" : "no network namespace can be made";
    }

    private static Optional<Path> find(String command) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path file = Path.of(folder, command);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Returns the interpreter itself; the file in PATH may be a script that starts others. */
    static String python() throws IOException {
        return result(List.of("python3", "-c", "import sys; print(sys.executable)"))
                .out
                .strip();
    }

    /** Copies a program of the test resources to a directory, and compiles it if it is in C. */
    static String program(String name, Path folder) throws IOException {
        Path source = folder.resolve(name);
        try (InputStream resource = Trial.class.getResourceAsStream(name)) {
            assertThat(resource).as(name).isNotNull();
            Files.write(source, resource.readAllBytes());
        }
        if (!name.endsWith(".c")) {
            return source.toString();
        }
        Path binary = folder.resolve(name.substring(0, name.length() - 2));
        Trial compiled = result(List.of("gcc", "-w", "-O1", "-pthread", "-o", binary.toString(), source.toString()));
        assertThat(compiled.status).as(compiled.err).isZero();
        return binary.toString();
    }

    /** Skips a test where the kernel executes no 32-bit code, such as with {@code ia32_emulation=off}. */
    static void assume32BitCode(Path folder) throws IOException {
        int status = result(List.of("sh", "-c", program32(folder))).status;
        assumeTrue(status == 7, "this kernel executes no 32-bit code");
    }

    /** Creates a 32-bit program that exits with 7 and needs no library. */
    static String program32(Path folder) throws IOException {
        Path source = folder.resolve("program32.c");
        Path binary = folder.resolve("program32");
        Files.writeString(
                source, "void _start(void) { __asm__ volatile(\"int $0x80\" : : \"a\"(1), \"b\"(7)); for (;;) {} }");
        Trial compiled =
                result(List.of("gcc", "-m32", "-nostdlib", "-static", "-o", binary.toString(), source.toString()));
        assertThat(compiled.status).as(compiled.err).isZero();
        return binary.toString();
    }

    /** Runs {@code udpbounce run OPTIONS -- COMMAND} with the timeline in a file of {@code folder}. */
    static Trial run(Path folder, List<String> options, String... command) throws IOException {
        return prepared("true", folder, options, command);
    }

    /** Runs a command like {@link #run}, in a namespace prepared by a shell line. */
    static Trial prepared(String preparation, Path folder, List<String> options, String... command) throws IOException {
        Path timeline = Files.createTempFile(folder, "timeline", ".ndjson");
        List<String> arguments = new ArrayList<>(List.of("run", "-q", "-o", timeline.toString()));
        arguments.addAll(options);
        arguments.add("--");
        arguments.addAll(List.of(command));
        return udpbounce("set -e; ip link set lo up; " + preparation + "; exec \"$@\"", arguments)
                .with(timeline);
    }

    private Trial with(Path timeline) throws IOException {
        List<JsonNode> read = new ArrayList<>();
        for (String line : Files.readAllLines(timeline)) {
            read.add(JSON.readTree(line));
        }
        return new Trial(status, out, err, read);
    }

    /**
     * Runs {@code udpbounce run -p} on a command, and interrupts it as soon as {@code enough} accepts the timeline so
     * far; then removes {@code flag}. The status is that of the command.
     */
    static Trial follow(Path folder, Predicate<String> enough, Path flag, String... command) throws IOException {
        Path timeline = Files.createTempFile(folder, "timeline", ".ndjson");
        Path pid = Files.createTempFile(folder, "tracer", ".pid");
        // A shell makes a background command ignore SIGINT, so the tracer runs in the foreground.
        String script = "ip link set lo up; target=$1; flag=$2; timeline=$3; pid=$4; shift 4; "
                + "$target & sh -c 'echo $$ >\"$0\"; exec \"$@\"' $pid \"$@\" run -q -o $timeline -p $!; "
                + "rm $flag; wait $!";
        List<String> words = new ArrayList<>(List.of("unshare", "-n", "sh", "-c", script, "sh"));
        words.addAll(List.of(String.join(" ", command), flag.toString(), timeline.toString(), pid.toString()));
        words.add(LAUNCHER.toString());
        AtomicBoolean interrupted = new AtomicBoolean();
        return result(words, process -> {
                    if (!interrupted.get() && enough.test(Files.readString(timeline))) {
                        interrupted.set(true);
                        kill("INT", Files.readString(pid).strip());
                    }
                })
                .with(timeline);
    }

    static Trial udpbounce(List<String> arguments) throws IOException {
        return udpbounce("ip link set lo up; exec \"$@\"", arguments);
    }

    /**
     * Signals the process group like a terminal key, which spares other sessions, as soon as {@code ready} accepts the
     * process. A signal that precedes the tracer's notice of the command's end is for the command; so the signal is
     * repeated after a while.
     */
    static Trial interrupted(String signal, Predicate<Process> ready, List<String> arguments) throws IOException {
        AtomicLong nextNs = new AtomicLong(System.nanoTime());
        // Java's children block SIGQUIT, as Java's own threads do, and ignore it if a test has traced in this process.
        String unblock = "import os, signal, sys; signal.pthread_sigmask(signal.SIG_SETMASK, []); "
                + "[signal.signal(each, signal.SIG_DFL) for each in (signal.SIGPIPE, signal.SIGQUIT)]; "
                + "os.execvp(sys.argv[1], sys.argv[1:])";
        String script = "ulimit -c 0; exec setsid python3 -c '" + unblock + "' \"$@\"";
        return result(inNamespace(script, arguments), process -> {
            if (System.nanoTime() - nextNs.get() >= 0 && ready.test(process)) {
                nextNs.set(System.nanoTime() + AGAIN_NS);
                kill(signal, "-" + process.pid());
            }
        });
    }

    /** Returns the command lines of a process's descendants; empty for one that has ended. */
    static List<String> descendants(Process process) {
        return process.descendants().map(Trial::commandLine).toList();
    }

    static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }

    /** @param process a process, or with a minus sign a process group */
    private static void kill(String signal, String process) throws IOException {
        assertThat(result(List.of("kill", "-s", signal, "--", process)).status).isZero();
    }

    /** Runs as root under sudo. */
    static Trial asSudoUser(String name, List<String> arguments) throws IOException {
        String script =
                "ip link set lo up; export SUDO_UID=$(id -u " + name + ") SUDO_GID=$(id -g " + name + "); exec \"$@\"";
        return udpbounce(script, arguments);
    }

    /** Runs with an unwritable standard error. */
    static Trial intoFullDisk(List<String> arguments) throws IOException {
        return udpbounce("exec \"$@\" 2>/dev/full", arguments);
    }

    /** Runs without privileges. */
    static Trial withoutRights(List<String> arguments) throws IOException {
        return udpbounce("ip link set lo up; exec setpriv --bounding-set=-all --inh-caps=-all \"$@\"", arguments);
    }

    /** Runs as a user other than root who may capture, and may read the program wherever it was built. */
    static Trial withCapturing(List<String> arguments) throws IOException {
        return udpbounce(
                "ip link set lo up; exec setpriv --reuid=65534 --regid=65534 --clear-groups"
                        + " --inh-caps=+net_raw,+net_admin,+dac_read_search"
                        + " --ambient-caps=+net_raw,+net_admin,+dac_read_search \"$@\"",
                arguments);
    }

    private static Trial udpbounce(String script, List<String> arguments) throws IOException {
        return result(inNamespace(script, arguments));
    }

    private static List<String> inNamespace(String script, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("unshare", "-n", "sh", "-c", script, "sh"));
        command.add(LAUNCHER.toString());
        command.addAll(arguments);
        return command;
    }

    static Trial result(List<String> command) throws IOException {
        return result(command, process -> {});
    }

    private static Trial result(List<String> command, Watcher watcher) throws IOException {
        Path out = Files.createTempFile("trial", ".out");
        Path err = Files.createTempFile("trial", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            long startNs = System.nanoTime();
            while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("no end within " + LIMIT_SECONDS + " s: " + command + "\n"
                            + Files.readString(err, StandardCharsets.UTF_8));
                }
                watcher.look(process);
            }
            return new Trial(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8),
                    List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    List<JsonNode> of(String type) {
        return events.stream()
                .filter(event -> event.get("event_type").asString().equals(type))
                .toList();
    }

    /** Returns the fates of the errors in packet order; the lines are in the order in which the fates become known. */
    List<String> stories() {
        return of("icmp_error").stream()
                .sorted(Comparator.comparing(event -> event.get("pcap_cnt").longValue()))
                .map(event -> event.get("icmp_error").get("story").asString())
                .toList();
    }

    /** Returns the calls with these names. */
    List<JsonNode> calls(String... names) {
        return of("syscall").stream()
                .map(event -> event.get("syscall"))
                .filter(call -> List.of(names).contains(call.get("name").asString()))
                .toList();
    }

    /** Returns the sends that only collected an error. */
    long lostSends() {
        return of("syscall").stream()
                .map(event -> event.get("syscall"))
                .filter(call ->
                        call.has("transmitted") && !call.get("transmitted").booleanValue())
                .count();
    }

    /** Returns the calls that delivered an error of the capture. */
    List<JsonNode> reporting() {
        return of("syscall").stream()
                .map(event -> event.get("syscall"))
                .filter(call -> call.has("reports_pcap_cnt"))
                .toList();
    }
}
