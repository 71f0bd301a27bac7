package dev.udpbounce.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivilegesTest {
    private static final Account USER = new Account("user", 1000, 1000, List.of(1000, 27), "/home/user");
    private static final String STATUS = """
            Name:\tjava
            Uid:\t1000\t1000\t1000\t1000
            Gid:\t1000\t1000\t1000\t1000
            Groups:\t27 1000\s
            CapInh:\t0000000000000000
            CapPrm:\t0000000000000000
            CapEff:\t0000000000000000
            CapBnd:\t000001ffffffffff
            CapAmb:\t0000000000000000
            """;

    @TempDir
    Path tasks;

    private void thread(int tid, String status) throws IOException {
        Files.writeString(
                Files.createDirectory(tasks.resolve(String.valueOf(tid))).resolve("status"), status);
    }

    @Test
    void threadsThatAreTheUsersPass() throws IOException {
        thread(1, STATUS);
        thread(2, STATUS);
        Privileges.verify(tasks, USER);
    }

    @ParameterizedTest
    @CsvSource({
        "'Uid:\t1000\t1000\t1000\t1000', 'Uid:\t1000\t1000\t0\t1000', Uid",
        "'Uid:\t1000\t1000\t1000\t1000', 'Uid:\t1000\t1000\t1000\t0', Uid",
        "'Uid:\t1000\t1000\t1000\t1000', 'Uid:\t1001\t1001\t1001\t1001', Uid",
        "'Gid:\t1000\t1000\t1000\t1000', 'Gid:\t1000\t0\t1000\t1000', Gid",
        "'Groups:\t27 1000', 'Groups:\t0 27 1000', Groups",
        "'Groups:\t27 1000', 'Groups:\t', Groups",
        "'CapEff:\t0000000000000000', 'CapEff:\t0000000000002000', CapEff",
        "'CapPrm:\t0000000000000000', 'CapPrm:\t0000000000002000', CapPrm",
        "'CapAmb:\t0000000000000000', 'CapAmb:\t0000000000002000', CapAmb",
        "'CapEff:\t0000000000000000', 'Missing:\t0', CapEff"
    })
    void aThreadThatKeepsAnythingIsNamed(String line, String instead, String field) throws IOException {
        thread(1, STATUS);
        thread(2, STATUS.replace(line, instead));
        assertThatExceptionOfType(PrivilegeException.class)
                .isThrownBy(() -> Privileges.verify(tasks, USER))
                .withMessageStartingWith("thread 2 still has " + field);
    }

    @Test
    void aThreadThatEndedMeanwhileIsNoFault() throws IOException {
        thread(1, STATUS);
        Files.createDirectory(tasks.resolve("2"));
        Privileges.verify(tasks, USER);
    }

    @Test
    void noThreadsAtAllAreNotBelieved() {
        assertThatExceptionOfType(PrivilegeException.class).isThrownBy(() -> Privileges.verify(tasks, USER));
        assertThatExceptionOfType(PrivilegeException.class)
                .isThrownBy(() -> Privileges.verify(tasks.resolve("none"), USER));
    }

    @Test
    void rootKeepsWhatHeHas() throws IOException {
        Account root = new Account("root", 0, 0, List.of(0), "/root");
        thread(
                1,
                STATUS.replace("1000\t1000\t1000\t1000", "0\t0\t0\t0")
                        .replace("27 1000", "0")
                        .replace("CapEff:\t0000000000000000", "CapEff:\t000001ffffffffff"));
        Privileges.verify(tasks, root);
    }

    @Test
    void everyThreadLosesItsRightsAndTheWitnessStillKnowsItsProcesses() throws IOException, InterruptedException {
        LiveMachine.needsRoot();
        int port = TestSocket.closedPort(4);
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djnr.ffi.x86asm.enabled=false",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DroppingProgram.class.getName(),
                        "nobody",
                        String.valueOf(port),
                        "12345",
                        "54321")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, String> said = new HashMap<>();
        String early;
        String late;
        try (BufferedReader lines = program.inputReader();
                BufferedWriter ports = program.outputWriter();
                TestSocket fromBefore = TestSocket.ofFamily(Libc.AF_INET)) {
            for (int i = 0; i < 7; i++) {
                hear(lines, said);
            }
            // These are root's, and the program is no more.
            early = String.valueOf(fromBefore.connect(TestSocket.LOOPBACK, port).port());
            ports.append(early).append('\n').flush();
            hear(lines, said);
            try (TestSocket made = TestSocket.ofFamily(Libc.AF_INET).connect(TestSocket.LOOPBACK, port)) {
                late = String.valueOf(made.port());
                ports.append(late).append('\n').flush();
                hear(lines, said);
            }
        } finally {
            program.waitFor();
        }
        assertThat(said)
                .containsEntry("root", "false")
                .containsEntry("threads", "true")
                .containsEntry("groups", "[12345 54321 65534]")
                .containsEntry("shadow", "false")
                .containsEntry("raw", String.valueOf(Libc.EPERM))
                .containsEntry("again", String.valueOf(Libc.EPERM))
                .containsEntry("own", "true");
        String name = new ProcessTable().nameOf(Libc.calls().getpid());
        String process = "Sender[pid=" + Libc.calls().getpid() + ", tid=-1, name=" + name + ", uid=0, inode=";
        assertThat(said.get(early)).as("it was open when the witness came").startsWith(process);
        assertThat(said.get(late)).as("its birth was noted").startsWith(process);
        assertThat(program.exitValue()).isZero();
    }

    private static void hear(BufferedReader lines, Map<String, String> said) throws IOException {
        String line = lines.readLine();
        assertThat(line).as("what the program says after %s", said).isNotNull();
        said.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
    }
}
