// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static dev.udpbounce.live.LiveTimeline.number;
import static dev.udpbounce.live.LiveTimeline.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A live capture by another program, which comes through a pipe. */
class LivePipeIT {
    private static final String BOUNCE = """
            import socket, sys
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.sendto(b'123', ('127.0.0.1', 1060))
            sys.stdin.read()
            """;

    @TempDir
    private Path folder;

    private LiveLab lab;
    private Path pipe;

    @BeforeEach
    void openLab() throws Exception {
        lab = LiveLab.open(folder);
        pipe = folder.resolve("packets");
        lab.run("mkfifo", pipe.toString());
    }

    @AfterEach
    void closeLab() throws Exception {
        lab.close();
    }

    /** Starts the capture of tcpdump into the pipe; packets leave it at once. */
    private Running tcpdump(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("tcpdump", "-U", "-w", pipe.toString()));
        command.addAll(List.of(options));
        return lab.spawn(LiveLab.inNamespace(lab.home(), command));
    }

    private Running live(String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("bash", "-c", "exec \"$@\" <\"$0\"", pipe.toString(), LiveLab.LAUNCHER.toString(), "live"));
        command.addAll(List.of(options));
        return lab.spawn(LiveLab.inNamespace(lab.home(), command));
    }

    @ParameterizedTest
    @CsvSource({"lo, ''", "any, lo"})
    void theSocketsAreLookedUpAndWhatIsUnknownIsAbsent(String interfaceName, String seen) throws Exception {
        Running tcpdump = tcpdump("-i", interfaceName, "-y", interfaceName.equals("any") ? "LINUX_SLL2" : "EN10MB");
        Running live = live("-i", "-", "-T", "ndjson");
        live.awaitErr("listening on standard input (");
        Running client = lab.client(BOUNCE);
        live.awaitOut("\"event_type\":\"icmp_error\"");
        client.finish();
        tcpdump.signal("TERM");
        Ended ended = live.await();

        assertThat(ended.status()).as(ended.err()).isZero();
        LiveTimeline timeline = LiveTimeline.of(ended.out());
        JsonNode error = timeline.errors().get(0);
        assertThat(text(error, "/in_iface")).isEqualTo(seen);
        assertThat(text(error, "/icmp_error/verdict")).isEqualTo("never_told");
        assertThat(text(error, "/icmp_error/process/name")).startsWith("python3");
        JsonNode capture = timeline.events().stream()
                .filter(event -> event.has("capture"))
                .findFirst()
                .orElseThrow();
        assertThat(number(capture, "/capture/packets")).isPositive();
        assertThat(capture.get("capture").has("dropped_kernel")).isFalse();
        assertThat(ended.err()).doesNotContain("dropped", "cannot be read");
    }

    /** The pipe stays open, and nothing comes through it. */
    @Test
    void aSignalEndsIt() throws Exception {
        tcpdump("-i", "lo", "udp port 9");
        Running live = live("-i", "-");
        live.awaitErr("listening on");
        live.signal("INT");
        Ended ended = live.await();

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("0 packets, ");
    }

    @Test
    void whatIsNoCaptureIsRefused() throws Exception {
        Files.delete(pipe);
        Files.writeString(pipe, "no capture, but text of some length\n");
        Ended ended = live("-i", "-").await();

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).startsWith("udpbounce: ").contains("unknown file format");
    }
}
