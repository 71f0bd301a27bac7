package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run of the program in a Java machine and a network namespace of its own, with nothing on its loopback interface but
 * what the trial sends.
 *
 * @param events of the timeline, by their lines
 */
record Trial(int status, String out, String err, List<JsonNode> events) {
    private static final long LIMIT_SECONDS = 600;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Skips the test, or fails it where live tests are required, if there can be no trial here. */
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
        if (!SystemCall.known()) {
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

    /** The interpreter itself; what PATH has may be a script that starts others. */
    static String python() throws IOException {
        return result(List.of("python3", "-c", "import sys; print(sys.executable)"))
                .out
                .strip();
    }

    /** Copies a program of the test resources into a folder, and compiles it if it is of C. */
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

    /** A program of 32 bits that exits with 7; it needs no library. */
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

    /** {@code udpbounce run OPTIONS -- COMMAND}, whose timeline goes to a file of {@code folder}. */
    static Trial run(Path folder, List<String> options, String... command) throws IOException {
        Path timeline = Files.createTempFile(folder, "timeline", ".ndjson");
        List<String> arguments = new ArrayList<>(List.of("run", "-q", "-o", timeline.toString()));
        arguments.addAll(options);
        arguments.add("--");
        arguments.addAll(List.of(command));
        return udpbounce(arguments).with(timeline);
    }

    private Trial with(Path timeline) throws IOException {
        List<JsonNode> read = new ArrayList<>();
        for (String line : Files.readAllLines(timeline)) {
            read.add(JSON.readTree(line));
        }
        return new Trial(status, out, err, read);
    }

    /**
     * {@code udpbounce run -p} of a command, which is interrupted after some seconds; then {@code flag} is removed, and the
     * status is that of the command.
     */
    static Trial follow(Path folder, int seconds, Path flag, String... command) throws IOException {
        Path timeline = Files.createTempFile(folder, "timeline", ".ndjson");
        String script = "ip link set lo up; target=$1; flag=$2; limit=$3; timeline=$4; shift 4; "
                + "$target & pid=$!; timeout -s INT $limit \"$@\" run -q -o $timeline -p $pid; rm $flag; wait $pid";
        List<String> words = new ArrayList<>(List.of("unshare", "-n", "sh", "-c", script, "sh"));
        words.addAll(List.of(String.join(" ", command), flag.toString(), String.valueOf(seconds), timeline.toString()));
        words.addAll(program());
        return result(words).with(timeline);
    }

    static Trial udpbounce(List<String> arguments) throws IOException {
        return udpbounce("ip link set lo up; exec \"$@\"", arguments);
    }

    /** As with a key of the terminal after some seconds, which reaches all but what has a session of its own. */
    static Trial interrupted(String signal, int seconds, List<String> arguments) throws IOException {
        return udpbounce(
                "ulimit -c 0; exec timeout --preserve-status -s " + signal + " " + seconds + " \"$@\"", arguments);
    }

    /** As root for whom somebody has called sudo. */
    static Trial asSudoUser(String name, List<String> arguments) throws IOException {
        String script = "export SUDO_UID=$(id -u " + name + ") SUDO_GID=$(id -g " + name + "); exec \"$@\"";
        return udpbounce(script, arguments);
    }

    /** With a standard error that cannot be written. */
    static Trial intoFullDisk(List<String> arguments) throws IOException {
        return udpbounce("exec \"$@\" 2>/dev/full", arguments);
    }

    /** As somebody who may do nothing but what everybody may. */
    static Trial withoutRights(List<String> arguments) throws IOException {
        return udpbounce("ip link set lo up; exec setpriv --bounding-set=-all --inh-caps=-all \"$@\"", arguments);
    }

    private static Trial udpbounce(String script, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("unshare", "-n", "sh", "-c", script, "sh"));
        command.addAll(program());
        command.addAll(arguments);
        return result(command);
    }

    private static List<String> program() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djnr.ffi.x86asm.enabled=false",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.udpbounce.cli.Main");
    }

    static Trial result(List<String> command) throws IOException {
        Path out = Files.createTempFile("trial", ".out");
        Path err = Files.createTempFile("trial", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end within " + LIMIT_SECONDS + " s: " + command);
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

    List<String> stories() {
        return of("icmp_error").stream()
                .map(event -> event.get("icmp_error").get("story").asString())
                .toList();
    }

    /** The calls of these names. */
    List<JsonNode> calls(String... names) {
        return of("syscall").stream()
                .map(event -> event.get("syscall"))
                .filter(call -> List.of(names).contains(call.get("name").asString()))
                .toList();
    }

    /** Sends that only collected an error. */
    long lostSends() {
        return of("syscall").stream()
                .map(event -> event.get("syscall"))
                .filter(call ->
                        call.has("transmitted") && !call.get("transmitted").booleanValue())
                .count();
    }

    /** Calls that delivered an error of the capture. */
    List<JsonNode> reporting() {
        return of("syscall").stream()
                .map(event -> event.get("syscall"))
                .filter(call -> call.has("reports_pcap_cnt"))
                .toList();
    }
}
