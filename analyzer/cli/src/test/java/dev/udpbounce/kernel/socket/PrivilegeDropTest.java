// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.observe.Containers;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.LiveMachine;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sockets are still known after the privileges required to start watching have been dropped. */
@Tag("live")
class PrivilegeDropTest {
    @Test
    void everyThreadLosesItsRightsAndProcessesAreStillKnown() throws IOException, InterruptedException {
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
                TestSocket fromBefore = TestSocket.ofFamily(SocketConstants.AF_INET)) {
            hear(lines, said);
            assertThat(said).containsEntry("sends", "0");
            for (int i = 0; i < 9; i++) {
                hear(lines, said);
            }
            // These sockets belong to root, and the program has dropped its privileges.
            early = String.valueOf(fromBefore.connect(TestSocket.LOOPBACK, port).port());
            ports.append(early).append('\n').flush();
            hear(lines, said);
            try (TestSocket made = TestSocket.ofFamily(SocketConstants.AF_INET).connect(TestSocket.LOOPBACK, port)) {
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
                .containsEntry("raw", String.valueOf(Errno.EPERM.linux()))
                .containsEntry("again", String.valueOf(Errno.EPERM.linux()))
                .containsEntry("copies", String.valueOf(Errno.EPERM.linux()))
                .containsEntry("sends", String.valueOf(Errno.EPERM.linux()))
                .containsEntry("own", "true");
        String name =
                new ProcessTable(Containers.ofMachine()).nameOf(Libc.calls().getpid());
        String process = "SocketOwner[pid=" + Libc.calls().getpid() + ", tid=-1, name=" + name + ", uid=0, inode=";
        assertThat(said.get(early)).as("it was open when the watch began").startsWith(process);
        assertThat(said.get(late)).as("its birth was noted").startsWith(process);
        assertThat(program.exitValue()).isZero();
    }

    private static void hear(BufferedReader lines, Map<String, String> said) throws IOException {
        String line = lines.readLine();
        assertThat(line).as("what the program says after %s", said).isNotNull();
        said.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
    }
}
