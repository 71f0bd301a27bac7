// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.kernel.sys.LiveMachine;
import dev.udpbounce.kernel.sys.ThreadFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The program as a process, started like by a user. */
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
    void rootDoesNotBuildTheTreeOfAnotherUser() throws Exception {
        LiveMachine.needsRoot();
        Path bin = Files.createDirectories(folder.resolve("analyzer").resolve("bin"));
        Path launcher = Files.copy(LAUNCHER, bin.resolve("udpbounce"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.setAttribute(bin, "unix:uid", 1);
        Process process = new ProcessBuilder(launcher.toString(), "--version")
                .redirectError(folder.resolve("err").toFile())
                .start();
        processes.add(process);

        assertThat(process.waitFor()).isEqualTo(125);
        assertThat(err())
                .isEqualTo("udpbounce: not built yet, and root does not build the tree of another user;"
                        + " start it once as its owner\n");
        assertThat(folder.resolve("analyzer").resolve("cli")).doesNotExist();
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

    @Test
    void aClosedStandardInputIsAnEmptyOne() throws Exception {
        Process process = new ProcessBuilder("bash", "-c", "exec \"$@\" <&-", "bash", LAUNCHER.toString(), "read", "-")
                .redirectError(folder.resolve("err").toFile())
                .start();
        processes.add(process);

        assertThat(process.waitFor()).isEqualTo(3);
        assertThat(err()).isEqualTo("udpbounce: -: empty file\n");
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

    @Test
    void decompressesByTheNativeCodeOfTheInstallation() throws Exception {
        Process process = start("read", "-T", "ndjson", "-");
        try (OutputStream in = process.getOutputStream()) {
            in.write(Zstd.compress(Files.readAllBytes(PROGRAM_ONE)));
            in.flush();
            List<String> loaded = zstdLibraries(process);
            while (loaded.isEmpty()) {
                assertThat(process.isAlive()).as(err()).isTrue();
                TimeUnit.MILLISECONDS.sleep(20);
                loaded = zstdLibraries(process);
            }

            assertThat(loaded).singleElement().asString().matches(".*/udpbounce/native/[^/]*/libzstd-jni\\.so");
        }
        assertThat(process.waitFor()).as(err()).isZero();
    }

    private static List<String> zstdLibraries(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/maps")).stream()
                .filter(line -> line.contains("zstd-jni") && line.contains(".so"))
                .map(line -> line.replaceAll("^[^/]*", ""))
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "C.UTF-8"})
    void namesOfFilesAreReadInAnyLocale(String locale) throws Exception {
        Path capture = Files.copy(PROGRAM_ONE, folder.resolve("\u00e9\u2192.pcap"));
        Path json = folder.resolve("\u00fc.json");
        Process process = start(Map.of("LC_ALL", locale), "read", "-o", json.toString(), capture.toString());

        assertThat(process.waitFor()).as(err()).isZero();
        assertThat(json).exists();
    }

    @Test
    void aSignalEndsAProgramThatWaitsForTheReaderOfAnOutput() throws Exception {
        Path fifo = folder.resolve("fifo.json");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        Process process = start("read", "-o", fifo.toString(), PROGRAM_ONE.toString());
        while (!opens(process)) {
            assertThat(process.isAlive()).as(err()).isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        signal(process, "TERM");

        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
    }

    /** Returns whether a thread is blocked in {@code open} or {@code openat}. */
    private static boolean opens(Process process) throws IOException {
        return ThreadFiles.read(process.pid(), "syscall").stream().anyMatch(call -> call.matches("(2|257) (?s:.*)"));
    }

    @Test
    void aMissingCaptureLibraryIsNamedByItsPackage() throws Exception {
        Map<String, String> none = Map.of("UDPBOUNCE_JAVA_OPTS", "-Dorg.pcap4j.core.pcapLibName=/none/libpcap.so.1");
        Process process = start(none, "live", "-D");

        assertThat(process.waitFor()).isEqualTo(3);
        assertThat(err()).hasLineCount(1).contains("libpcap", "install the package");
    }

    private static void signal(Process process, String name) throws Exception {
        int status = new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertThat(status).isZero();
    }

    private Process start(String... args) throws IOException {
        return start(Map.of(), args);
    }

    private Process start(Map<String, String> variables, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
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
