// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A traced command behaves as it would without a trace: its status, streams, children, signals and rights. */
class RunCommandIT {
    @TempDir
    static Path folder;

    private static TestPrograms programs;

    @BeforeAll
    static void prepare() throws IOException {
        programs = TestPrograms.in(folder, "experiment.py");
    }

    /**
     * The program runs as it would without a trace, also as a child of a program whose filter lets all its calls pass.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProgramOf32BitsIsSaidNotToBeSeen(boolean child) throws IOException {
        Trial.assume32BitCode(folder);
        String program = Trial.program32(folder);
        Trial trial = child
                ? Trial.run(folder, List.of("--no-capture"), "sh", "-c", program + "; exit $?")
                : Trial.run(folder, List.of("--no-capture"), program);

        assertThat(trial.status()).as(trial.err()).isEqualTo(7);
        assertThat(trial.err()).contains("not seen: the calls of program32, a 32-bit program");
    }

    @Test
    void whatTheCommandHasLeftBehindEndsWithTheNextInterrupt() throws IOException {
        String left = "sleep 600." + ProcessHandle.current().pid();
        Predicate<Process> alone =
                process -> Trial.descendants(process).stream().allMatch(line -> line.endsWith(left))
                        && ProcessHandle.allProcesses()
                                .anyMatch(other -> Trial.commandLine(other).matches("\\S*" + left));
        Trial trial = Trial.interrupted(
                "INT", alone, List.of("run", "--no-capture", "--", "sh", "-c", "setsid " + left + " & exit 7"));

        assertThat(trial.status()).as(trial.err()).isEqualTo(7);
    }

    @Test
    void ctrlBackslashIsForTheCommandAlone() throws IOException {
        Predicate<Process> begun =
                process -> Trial.descendants(process).stream().anyMatch(line -> line.matches("\\S*sleep 600"));
        Trial trial = Trial.interrupted("QUIT", begun, List.of("run", "--no-capture", "--", "sleep", "600"));

        assertThat(trial.status()).isEqualTo(131);
        assertThat(trial.out() + trial.err()).doesNotContain("thread dump");
    }

    @Test
    void theStatusOfTheCommandIsKeptWhereTheTimelineCannotBeWritten() throws IOException {
        Trial trial = Trial.intoFullDisk(List.of("run", "--no-capture", "--", "sh", "-c", "echo ran; exit 4"));

        assertThat(trial.status()).isEqualTo(4);
        assertThat(trial.out()).isEqualTo("ran\n");
    }

    @Test
    void anExecFromAThreadIsFollowed() throws IOException {
        assertThat(Trial.run(folder, List.of(), programs.scripted("exec_from_a_thread"))
                        .status())
                .isEqualTo(5);
    }

    @Test
    void childrenKeepTheirStatuses() throws IOException {
        assertThat(Trial.run(folder, List.of(), programs.scripted("children", "300"))
                        .status())
                .isZero();
    }

    /**
     * The target runs until it is told to end, which happens after the tracer has detached. By then the tracer has seen
     * some of its calls, however late it started.
     */
    @Test
    void aProcessThatIsFollowedGoesOnUnharmed() throws IOException {
        Path flag = Files.createTempFile(folder, "flag", "");
        Predicate<String> enough = timeline ->
                timeline.contains("\"reports_pcap_cnt\":") && timeline.split("\"name\":\"sendto\"", -1).length > 2;
        Trial trial = Trial.follow(folder, enough, flag, programs.scripted("until_gone", flag.toString()));

        assertThat(trial.status()).as(trial.err()).isZero();
        assertThat(trial.out()).isEqualTo("unharmed\n");
        assertThat(trial.reporting()).isNotEmpty();
        assertThat(trial.calls("sendto").size()).isGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stops", "vforks"})
    void jobControlAndVforkAreUndisturbed(String name) throws IOException {
        assertThat(Trial.run(folder, List.of("--no-capture"), programs.binary(), name, "300")
                        .status())
                .isZero();
        assertThat(Trial.run(folder, List.of("--no-capture", "--every-call"), programs.binary(), name, "100")
                        .status())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"exit 0, 0", "exit 7, 7", "kill -9 $$, 137", "kill -TERM $$, 143"})
    void passesTheStatusOfTheCommandOn(String script, int status) throws IOException {
        assertThat(Trial.run(folder, List.of("--no-capture"), "sh", "-c", script)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void underSudoTheCommandIsItsUsers() throws IOException {
        Trial trial = Trial.asSudoUser(
                "nobody",
                List.of("run", "--", "sh", "-c", "id -un; echo $USER $LOGNAME; eval echo ~nobody; echo $HOME"));

        List<String> lines = trial.out().lines().toList();
        assertThat(lines).as(trial.err()).hasSize(4).startsWith("nobody", "nobody nobody");
        assertThat(lines.get(3)).isEqualTo(lines.get(2));
        assertThat(trial.err()).contains("now running as nobody");
    }

    @Test
    void itsSocketsCannotSendAndThoseOfTheCommandCan() throws IOException {
        Trial trial = Trial.asSudoUser(
                "nobody",
                List.of(
                        "run",
                        "--",
                        "sh",
                        "-c",
                        "until grep Seccomp:.2 /proc/$PPID/status; do sleep 0.01; done;"
                                + " python3 -c 'import socket;"
                                + " s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
                                + " print(s.sendmsg([b\"123\"], [], 0, (\"127.0.0.1\", 1060)))'"));

        assertThat(trial.out().lines()).as(trial.err()).containsExactly("Seccomp:\t2", "3");
        assertThat(trial.err()).contains("port unreachable");
    }

    @Test
    void theCommandKeepsItsStandardStreams() throws IOException {
        Trial trial =
                Trial.run(folder, List.of("--no-capture"), "sh", "-c", "cat; echo out; echo err >&2; ls /proc/self/fd");

        assertThat(trial.out()).isEqualTo("out\n0\n1\n2\n3\n");
        assertThat(trial.err()).contains("err\n");
    }

    @ParameterizedTest
    @CsvSource({"no-such-command, 127, no such command", "/etc/passwd, 126, cannot be executed"})
    void aCommandThatCannotBeRunIsSaidSo(String command, int status, String reason) throws IOException {
        Trial trial = Trial.udpbounce(List.of("run", "--", command));

        assertThat(trial.status()).isEqualTo(status);
        assertThat(trial.err().lines()).singleElement().asString().contains(command, reason);
    }

    @Test
    void aProcessThatIsNotThereIsSaidSo() throws IOException {
        Trial trial = Trial.udpbounce(List.of("run", "-p", "2147483647"));

        assertThat(trial.status()).isEqualTo(125);
        assertThat(trial.err()).contains("2147483647", "there is none");
    }

    @Test
    void withoutRightsTheCallsOfACommandAreShown() throws IOException {
        Trial trial =
                Trial.withoutRights(List.of("run", "--fail-on", "lost-send", "--", programs.binary(), "alternating"));

        assertThat(trial.status()).as(trial.err()).isEqualTo(1);
        assertThat(trial.err())
                .contains("the calls alone are shown, not the packets", "its own datagram was not sent")
                .contains("4 errors delivered to a call");
    }

    @Test
    void theRightToCaptureIsNotHandedToTheCommandAndOthersAre() throws IOException {
        Trial trial = Trial.withCapturing(List.of("run", "--", "grep", "^Cap", "/proc/self/status"));

        assertThat(trial.status()).as(trial.err()).isZero();
        assertThat(trial.err()).doesNotContain("the calls alone are shown").contains("packets");
        assertThat(trial.out())
                .contains(
                        "CapInh:\t0000000000000004\n",
                        "CapPrm:\t0000000000000004\n",
                        "CapEff:\t0000000000000004\n",
                        "CapAmb:\t0000000000000004\n");
    }

    @Test
    void theCommandCannotLookIntoWhoCaptures() throws IOException {
        Trial trial = Trial.withCapturing(List.of("run", "--", "sh", "-c", "grep -c . /proc/$PPID/environ"));

        assertThat(trial.err()).contains("/proc/").contains("Permission denied");
        assertThat(trial.status()).isEqualTo(2);
    }
}
