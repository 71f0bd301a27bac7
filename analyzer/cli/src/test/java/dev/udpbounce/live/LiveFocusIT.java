// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live capture of which only some events are shown. */
class LiveFocusIT {
    /** Sends from a connected socket, which is told, and then from an unconnected one, which is not. */
    private static final String CLIENT = """
            import socket, sys
            c = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            c.connect(('127.0.0.1', 1060))
            c.send(b'123')
            u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            u.sendto(b'1234', ('127.0.0.1', 1061))
            sys.stdin.read()
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

    private Ended capture(String... options) throws Exception {
        Running live = lab.live(options);
        Running client = lab.client(CLIENT);
        live.awaitOut("\"dest_port\":1061");
        client.finish();
        live.signal("INT");
        return live.await();
    }

    @Test
    void onlyTheUntoldErrorIsShownWithItsDatagramAndTheMetricsHaveBoth() throws Exception {
        Path metrics = folder.resolve("a.prom");
        Ended ended = capture(
                "-i",
                "lo",
                "-T",
                "ndjson",
                "--only",
                "untold,3/3",
                "--fail-on",
                "untold",
                "--metrics",
                metrics.toString());

        LiveTimeline timeline = LiveTimeline.of(ended.out());
        assertThat(timeline.errors()).hasSize(1);
        assertThat(LiveTimeline.text(timeline.errors().get(0), "/icmp_error/verdict"))
                .isEqualTo("never_told");
        assertThat(LiveTimeline.number(timeline.causeOf(timeline.errors().get(0)), "/dest_port"))
                .isEqualTo(1061);
        assertThat(timeline.sends()).hasSize(1);
        assertThat(timeline.summary().at("/left_out/icmp_errors").asInt()).isOne();
        assertThat(timeline.summary().at("/left_out/udp_sends").asInt()).isOne();
        assertThat(timeline.summary().at("/icmp_errors").asInt()).isEqualTo(2);
        assertThat(ended.err()).contains("1 errors left out, 1 sends left out");
        assertThat(ended.status()).isOne();
        assertThat(Files.readString(metrics)).contains("udpbounce_matches_total{match=\"exact\"} 2");
    }

    @Test
    void anErrorThatIsLeftOutFailsNothing() throws Exception {
        Running live =
                lab.live("-i", "lo", "-T", "ndjson", "--process", "no-such-process", "--fail-on", "untold,bounce");
        Running other = lab.live("-i", "lo", "-T", "ndjson");
        Running client = lab.client(CLIENT);
        other.awaitOut("\"icmp_error\":", 2);
        client.finish();
        live.signal("INT");
        other.signal("INT");
        Ended ended = live.await();

        assertThat(other.await().status()).isZero();
        assertThat(ended.status()).isZero();
        assertThat(LiveTimeline.of(ended.out()).errors()).isEmpty();
        assertThat(LiveTimeline.of(ended.out())
                        .summary()
                        .at("/left_out/icmp_errors")
                        .asInt())
                .isEqualTo(2);
    }
}
