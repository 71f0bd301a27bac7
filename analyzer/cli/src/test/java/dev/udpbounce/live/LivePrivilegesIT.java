// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.kernel.sys.ThreadFiles;
import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rights of a capture whose handles are open: none, in any thread. */
class LivePrivilegesIT {
    /** The capabilities for capturing, and for reading the program in any folder. */
    private static final String CAPABLE = "+net_raw,+net_admin,+dac_read_search";

    private static final String BOUNCE = """
            import socket
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.sendto(b'123', ('127.0.0.1', 1060))
            """;

    @TempDir
    private Path folder;

    private LiveLab lab;

    @BeforeEach
    void openLab() throws Exception {
        lab = LiveLab.open(folder);
    }

    @AfterEach
    void closeLab() throws Exception {
        lab.close();
    }

    /** Returns the distinct lines of these fields in the status of all threads. */
    private static List<String> statusOfThreads(long pid, String fields) throws IOException {
        TreeSet<String> lines = new TreeSet<>();
        List<String> threads = ThreadFiles.read(pid, "status");
        assertThat(threads).as("threads of a Java machine").hasSizeGreaterThan(5);
        threads.stream()
                .flatMap(String::lines)
                .filter(line -> line.matches("(" + fields + "):.*"))
                .forEach(line -> lines.add(line.replaceAll("\\s+", " ")));
        return List.copyOf(lines);
    }

    private void seesABounce(Running live) throws Exception {
        lab.python(BOUNCE);
        live.awaitOut("port unreachable");
        live.signal("INT");
        Ended ended = live.await();
        assertThat(ended.status()).as(ended.err()).isZero();
    }

    @Test
    void afterRootIsGivenUpNoThreadHasACapabilityInAnySet() throws Exception {
        Running live = lab.live("-i", "lo", "-Z", "nobody");

        assertThat(statusOfThreads(live.process().pid(), "Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Uid"))
                .containsExactly(
                        "CapAmb: 0000000000000000",
                        "CapBnd: 0000000000000000",
                        "CapEff: 0000000000000000",
                        "CapInh: 0000000000000000",
                        "CapPrm: 0000000000000000",
                        "NoNewPrivs: 1",
                        "Uid: 65534 65534 65534 65534");
        seesABounce(live);
    }

    @Test
    void theUsersOtherProcessesCannotLookIntoIt() throws Exception {
        Running live = lab.live("-i", "lo", "-Z", "nobody");
        String memory = "/proc/" + live.process().pid() + "/mem";

        assertThat(lab.python("import os\nos.setgid(65534); os.setuid(65534)\ntry: open('" + memory
                        + "', 'rb'); print('open')\nexcept PermissionError: print('refused')"))
                .isEqualTo("refused");
        seesABounce(live);
    }

    /** Starts a capture as a user that has only the capabilities for it. */
    private Running capable(String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=" + CAPABLE));
        command.addAll(List.of("--ambient-caps=" + CAPABLE, LiveLab.LAUNCHER.toString(), "live", "-i", "lo"));
        command.addAll(List.of(options));
        Running live = lab.spawn(LiveLab.inNamespace(lab.home(), command));
        live.awaitErr("listening on");
        return live;
    }

    @Test
    void withoutObservationItSaysWhatFailOnCannotAnswer() throws Exception {
        Running live = capable("--fail-on", "untold,stale,lost-send");
        lab.python(LiveLab.settled(BOUNCE));
        live.signal("INT");
        Ended ended = live.await();

        assertThat(ended.status()).as(ended.err()).isEqualTo(3);
        assertThat(ended.err())
                .contains("--fail-on stale cannot be answered: the kernel does not report")
                .contains("--fail-on lost-send cannot be answered")
                .doesNotContain("--fail-on untold");
    }

    @Test
    void ambientCapabilitiesAreGivenUpBeforeAnythingIsRead() throws Exception {
        Running live = capable();

        assertThat(statusOfThreads(live.process().pid(), "Cap(Inh|Prm|Eff|Amb)|NoNewPrivs"))
                .containsExactly(
                        "CapAmb: 0000000000000000",
                        "CapEff: 0000000000000000",
                        "CapInh: 0000000000000000",
                        "CapPrm: 0000000000000000",
                        "NoNewPrivs: 1");
        seesABounce(live);
    }

    /** Tries what the JVM's own tools do to attach: a request file, a signal, a socket that answers. */
    @Test
    void nobodyLoadsCodeIntoIt() throws Exception {
        Running live = lab.live("-i", "lo", "-Z", "nobody");
        long pid = live.process().pid();

        String asks = "/tmp/.attach_pid" + pid;
        lab.python("import os, signal\nos.setgid(65534); os.setuid(65534)\nopen('" + asks + "', 'w').close()\n"
                + "os.kill(" + pid + ", signal.SIGQUIT)");
        try {
            // The signal's effect if nothing can attach.
            live.awaitErr("Full thread dump");
        } finally {
            Files.delete(Path.of(asks));
        }

        assertThat(Path.of("/tmp/.java_pid" + pid)).doesNotExist();
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Running agent = lab.spawn(List.of(
                jcmd, "-J-Dsun.tools.attach.attachTimeout=300", String.valueOf(pid), "JVMTI.agent_load", "/none"));
        Ended refused = agent.await();
        assertThat(refused.status()).as(refused.out() + refused.err()).isNotZero();
        assertThat(refused.err()).contains("AttachNotSupportedException");
        seesABounce(live);
    }

    @Test
    void whoIsGivenRightsDoesNotHaveJavaLoadCode() throws Exception {
        for (String variable : List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS")) {
            Ended devices = lab.spawn(List.of(
                            "env", variable + "=-javaagent:/none.jar", LiveLab.LAUNCHER.toString(), "live", "-D"))
                    .await();

            assertThat(devices.err()).hasLineCount(1).contains("not used with these rights");
            assertThat(devices.status()).isZero();
            assertThat(devices.out()).contains("loopback");
        }
    }

    @Test
    void nativeCodeIsThatOfTheInstallation() throws Exception {
        Running live = lab.live("-i", "lo", "-Z", "nobody");
        List<String> loaded = Files.readAllLines(
                        Path.of("/proc/" + live.process().pid() + "/maps"))
                .stream()
                .filter(line -> line.matches(".*(jffi|jna|jnidispatch).*\\.so.*|.*/tmp/.*\\(deleted\\)"))
                .map(line -> line.replaceAll("^[^/]*", ""))
                .distinct()
                .toList();

        Path folder = LiveLab.LAUNCHER
                .resolveSibling("../cli/target/udpbounce/native")
                .resolve(System.getProperty("os.arch"));
        assertThat(loaded).hasSize(2).allSatisfy(file -> assertThat(Path.of(file))
                .hasParentRaw(folder.toRealPath()));
        seesABounce(live);
    }
}
