// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.kernel.sys.ThreadFiles;
import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** How a live capture starts without rights, and how it ends by signals and faults. */
class LiveEndIT {
    private static final String ONE_BOUNCE = """
            import socket
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.sendto(b'123', ('127.0.0.1', 1060))
            """;

    /** The index in proc_pid_stat(5), counted from the name of the thread. */
    private static final int NICE = 17;

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

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void aSignalEndsItWithAWholeDocumentAndTheSummary(String signal) throws Exception {
        Running live = lab.live("-i", "lo", "--json");
        lab.python(ONE_BOUNCE);
        live.awaitOut("icmp_error");
        live.signal(signal);
        Ended ended = live.await();

        assertThat(ended.status()).isZero();
        assertThat(new JsonMapper()
                        .readTree(ended.out())
                        .at("/summary/icmp_errors")
                        .asInt())
                .isOne();
        assertThat(ended.err()).contains("2 packets, 1 sends, 1 errors (1 matched");
    }

    /** Stopped, the process has no time to read what waits in the kernel's ring, as when a virtual machine stands still. */
    @Test
    void whatTheKernelHasCapturedIsReadThoughTheMachineStandsStillAtTheEnd() throws Exception {
        Running live = lab.live("-i", "lo", "-T", "ndjson");
        String pid = String.valueOf(live.process().pid());
        live.signal("STOP");
        lab.python("""
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                for i in range(10000): s.sendto(b'123', ('127.0.0.1', 1060))
                """);
        lab.run("sh", "-c", "kill -CONT $0; kill -TERM $0; kill -STOP $0; sleep 1; kill -CONT $0", pid);
        Ended ended = live.await();

        assertThat(ended.status()).isZero();
        assertThat(ended.err()).contains("20000 packets, 10000 sends, 10000 errors", ", 0 dropped by kernel");
    }

    @Test
    void aSecondCtrlCBreaksOffWhatTheFirstCannotEnd() throws Exception {
        Running live = lab.liveUnread("-i", "lo", "-T", "ndjson");
        lab.python("""
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                for i in range(2000): s.sendto(b'123', ('127.0.0.1', 1060))
                """);
        live.signal("INT");
        TimeUnit.MILLISECONDS.sleep(500);
        assertThat(live.process().isAlive()).as("it waits for its reader").isTrue();
        // Two signals that arrive together count as one.
        for (int i = 0; i < 100 && live.process().isAlive(); i++) {
            live.signal("INT");
            TimeUnit.MILLISECONDS.sleep(100);
        }

        assertThat(live.await().status()).isEqualTo(130);
    }

    @Test
    void aThreadDumpDoesNotSpoilStandardOutput() throws Exception {
        Running live = lab.live("-i", "lo", "-T", "ndjson");
        live.signal("QUIT");
        live.awaitErr("Full thread dump");
        lab.python(ONE_BOUNCE);
        live.awaitOut("icmp_error");
        live.signal("INT");
        Ended ended = live.await();

        assertThat(ended.status()).isZero();
        assertThat(ended.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(LiveTimeline.of(ended.out()).errors()).hasSize(1);
    }

    @Test
    void itEndsByItselfAfterADuration() throws Exception {
        Ended ended = lab.live("-i", "lo", "-a", "duration:500ms", "--json").await();

        assertThat(ended.status()).isZero();
        assertThat(new JsonMapper().readTree(ended.out()).at("/summary/packets").asInt())
                .isZero();
    }

    @Test
    void itEndsAfterAsManyPacketsAsAreWanted() throws Exception {
        Running live =
                lab.live("-i", "lo", "-c", "3", "-w", folder.resolve("c.pcapng").toString());
        lab.python(ONE_BOUNCE);
        lab.python(ONE_BOUNCE);
        Ended ended = live.await();

        assertThat(ended.status()).isZero();
        assertThat(ended.err()).contains("3 packets, ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bounce", "untold"})
    void aBounceFailsItIfThatIsWanted(String what) throws Exception {
        Running live = lab.live("-i", "lo", "--fail-on", what);
        // A socket that ends at once may be gone before it is looked at; then nobody knows who was told.
        Running client = lab.client(ONE_BOUNCE + "import sys; sys.stdin.read()");
        live.awaitOut("port unreachable");
        client.finish();
        live.signal("INT");

        assertThat(live.await().status()).isOne();
    }

    @Test
    void theSummarySoFarComesOnRequest() throws Exception {
        Running live = lab.live("-i", "lo");
        lab.python(ONE_BOUNCE);
        live.awaitOut("port unreachable");
        live.signal("USR1");
        live.awaitErr("nobody listens there");
        live.awaitErr("2 packets, ");
        lab.python(ONE_BOUNCE);
        live.awaitOut("port unreachable", 2);
        live.signal("INT");

        assertThat(live.await().err()).contains("4 packets, ");
    }

    @Test
    void aReaderThatGoesAwayEndsItQuietly() throws Exception {
        List<String> command = LiveLab.inNamespace(
                lab.home(),
                List.of(
                        "bash",
                        "-c",
                        "\"$0\" live -i lo | head -1; exit ${PIPESTATUS[0]}",
                        LiveLab.LAUNCHER.toString()));
        Running live = lab.spawn(command);
        live.awaitErr("listening on");
        for (int i = 0; i < 200 && live.process().isAlive(); i++) {
            lab.python(ONE_BOUNCE);
            TimeUnit.MILLISECONDS.sleep(50);
        }

        assertThat(live.await().status()).isEqualTo(141);
    }

    @Test
    void withoutRightsItSaysWhatToDo() throws Exception {
        List<String> command = List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                LiveLab.LAUNCHER.toString(),
                "live",
                "-i",
                "lo");
        Ended ended = lab.spawn(LiveLab.inNamespace(lab.home(), command)).await();

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err().lines()).singleElement().asString().contains("sudo", "setpriv --ambient-caps");
    }

    @Test
    void anInterfaceThatDoesNotExistIsNamed() throws Exception {
        Ended ended = lab.start("-i", "nosuch0").await();

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err().lines()).singleElement().asString().contains("nosuch0");
    }

    @Test
    void aDownTimeOfTheInterfaceIsToldAndTheCaptureGoesOn() throws Exception {
        String other = lab.namespace();
        lab.join(lab.home(), "a0", "10.1.0.1/24", other, "b0", "10.1.0.2/24");
        Running live = lab.live("-i", "a0", "-T", "ndjson");
        lab.in(lab.home(), "ip", "link", "set", "a0", "down");
        live.awaitErr("a0: is down since");
        lab.in(lab.home(), "ip", "link", "set", "a0", "up");
        live.awaitErr("a0: is up again");
        lab.python(ONE_BOUNCE.replace("127.0.0.1", "10.1.0.2"));
        live.awaitOut("udp_send");
        live.signal("INT");
        Ended ended = live.await();

        assertThat(ended.status()).isZero();
        assertThat(ended.err()).contains("warning: a0: was down from");
    }

    @Test
    void anInterfaceThatDisappearsEndsItWithWholeOutputs() throws Exception {
        String other = lab.namespace();
        lab.join(lab.home(), "a0", "10.1.0.1/24", other, "b0", "10.1.0.2/24");
        Path file = folder.resolve("a.pcapng");
        Running live = lab.live("-i", "a0", "--json", "-w", file.toString());
        lab.python(ONE_BOUNCE.replace("127.0.0.1", "10.1.0.2"));
        live.awaitOut("udp_send");
        lab.in(lab.home(), "ip", "link", "del", "a0");
        Ended ended = live.await();

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains("udpbounce: a0: ");
        assertThat(new JsonMapper()
                        .readTree(ended.out())
                        .at("/summary/udp_sends")
                        .asInt())
                .isOne();
        assertThat(CapturedFile.read(file).damaged()).isFalse();
    }

    @Test
    void afterItsStartItIsTheOtherUsersInAllThreads() throws Exception {
        Path files = Files.createDirectory(folder.resolve("nobodys"));
        lab.run("chown", "nobody", files.toString());
        lab.run("chmod", "a+x", folder.toString());
        Path file = files.resolve("a.pcapng");
        Running live = lab.live("-i", "lo", "-Z", "nobody", "-T", "ndjson", "-w", file.toString());
        long pid = live.process().pid();
        LiveLab.until(() -> ThreadFiles.read(pid, "stat").stream().anyMatch(stat -> stat.contains("(capture lo)")));
        String threads = String.join("", ThreadFiles.read(pid, "status"));
        String places = String.join("", ThreadFiles.read(pid, "stat"));
        lab.python(ONE_BOUNCE);
        live.awaitOut("icmp_error");
        live.signal("INT");
        Ended ended = live.await();

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(threads.lines().filter(line -> line.startsWith("Uid:")))
                .isNotEmpty()
                .allMatch(line -> line.equals("Uid:\t65534\t65534\t65534\t65534"));
        assertThat(threads.lines().filter(line -> line.startsWith("CapEff:")))
                .isNotEmpty()
                .allMatch(line -> line.equals("CapEff:\t0000000000000000"));
        assertThat(places.lines().filter(line -> line.contains("(capture lo)")))
                .hasSize(1)
                .allMatch(line ->
                        line.replaceFirst(".*\\)", "").split(" ", -1)[NICE].equals("-10"));
        assertThat(Files.getOwner(file).getName()).isEqualTo("nobody");
        assertThat(LiveTimeline.of(ended.out()).errors()).hasSize(1);
    }
}
