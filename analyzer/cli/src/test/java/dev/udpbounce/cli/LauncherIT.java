package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Captures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The program as a process, started as a user starts it. */
@Timeout(120)
class LauncherIT {
    private static final Path LAUNCHER =
            Path.of("..", "bin", "udpbounce").toAbsolutePath().normalize();
    private static final Path PROGRAM_ONE = Captures.file("program-one");

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void readsACapture() throws Exception {
        Process process = start("read", PROGRAM_ONE.toString());

        assertThat(process.waitFor()).isZero();
        assertThat(out()).contains("bounced #1 (exact)");
        assertThat(err()).startsWith("2 packets, ");
    }

    @Test
    void aWrongOptionHasStatus2() throws Exception {
        Process process = start("read", "--wrong", "x");

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(err()).startsWith("udpbounce: Unknown option: '--wrong'\n");
    }

    @Test
    void aClosedPipeIsQuiet() throws Exception {
        Process process = new ProcessBuilder(
                        "bash", "-c", "\"$@\" | true; exit ${PIPESTATUS[0]}", "bash", LAUNCHER.toString(), "schema")
                .redirectError(folder.resolve("err").toFile())
                .start();
        processes.add(process);

        assertThat(process.waitFor()).isEqualTo(141);
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void aSignalEndsAReadThatWaitsForPackets(String signal) throws Exception {
        Process process = start("read", "-T", "ndjson", "-");
        try (OutputStream in = process.getOutputStream()) {
            in.write(Files.readAllBytes(PROGRAM_ONE));
            in.flush();
            while (!out().contains("\"event_type\":\"icmp_error\"")) {
                assertThat(process.isAlive()).as(err()).isTrue();
                TimeUnit.MILLISECONDS.sleep(20);
            }
            signal(process, signal);

            assertThat(process.waitFor()).isZero();
        }
        assertThat(out().lines().toList()).last().asString().startsWith("{\"event_type\":\"summary\"");
        assertThat(err()).startsWith("2 packets, ");
    }

    @Test
    void aSignalLeavesAWholeDocument() throws Exception {
        Process process =
                start("read", "--json", "-o", folder.resolve("lines.ndjson").toString(), "-");
        try (OutputStream in = process.getOutputStream()) {
            in.write(Files.readAllBytes(PROGRAM_ONE));
            in.flush();
            Path lines = folder.resolve("lines.ndjson");
            while (!Files.exists(lines) || Files.size(lines) == 0) {
                assertThat(process.isAlive()).as(err()).isTrue();
                TimeUnit.MILLISECONDS.sleep(20);
            }
            signal(process, "TERM");

            assertThat(process.waitFor()).isZero();
        }
        assertThat(new JsonMapper().readTree(out()).at("/summary/packets").asInt())
                .isEqualTo(2);
    }

    private static void signal(Process process, String name) throws Exception {
        int status = new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertThat(status).isZero();
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }
}
