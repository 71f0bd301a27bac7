// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static dev.udpbounce.live.LiveTimeline.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One exchange has the same outcomes in {@code live}, in {@code run}, and in {@code read} of its packets. */
@Timeout(600)
class LiveOutcomesIT {
    /** A datagram that is answered, the answer, and a datagram that bounces. */
    private static final String EXCHANGE = LiveLab.settled("""
            import socket
            server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            server.bind(('127.0.0.1', 7001))
            client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            client.connect(server.getsockname())
            client.send(b'question')
            server.sendto(b'answer', server.recvfrom(10)[1])
            client.recv(10)
            client.sendto(b'nobody', ('127.0.0.1', 1060))
            """);

    /** The datagrams of the exchange, and the three with which it makes sure that all is captured. */
    private static final String OUTCOMES = "bounced 1, answered 1, suppressed 0, no_error_seen 4, pending 0";

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

    @Test
    void liveAndReadOfItsPacketsAgree() throws Exception {
        Path file = folder.resolve("exchange.pcapng");
        Running live = lab.live("-i", "lo", "--all", "-T", "ndjson", "-w", file.toString());
        lab.python(EXCHANGE);
        live.awaitOut("\"event_type\":\"udp_send\"", 6);
        live.signal("INT");
        Ended ended = live.await();
        Path again = folder.resolve("read.ndjson");
        lab.run(LiveLab.LAUNCHER.toString(), "read", "-q", "--all", "-o", again.toString(), file.toString());
        String read = Files.readString(again);

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(outcomes(LiveTimeline.of(ended.out()))).isEqualTo(OUTCOMES);
        assertThat(outcomesOfFlows(LiveTimeline.of(ended.out()))).isEqualTo(OUTCOMES);
        assertThat(outcomes(LiveTimeline.of(read))).isEqualTo(OUTCOMES);
        assertThat(outcomesOfFlows(LiveTimeline.of(read))).isEqualTo(OUTCOMES);
    }

    @Test
    void runAgrees() throws Exception {
        Path timeline = folder.resolve("run.ndjson");
        lab.in(
                lab.home(),
                LiveLab.LAUNCHER.toString(),
                "run",
                "-q",
                "--all",
                "-o",
                timeline.toString(),
                "--",
                "python3",
                "-c",
                EXCHANGE);

        LiveTimeline run = LiveTimeline.of(Files.readString(timeline));
        assertThat(outcomes(run)).isEqualTo(OUTCOMES);
        assertThat(outcomesOfFlows(run)).isEqualTo(OUTCOMES);
    }

    /** Returns the outcomes of the summary, whose sum must be the number of datagrams. */
    private static String outcomes(LiveTimeline timeline) {
        JsonNode outcomes = timeline.summary().get("outcomes");
        int sum = 0;
        for (String outcome : List.of("bounced", "answered", "suppressed", "no_error_seen", "pending")) {
            sum += number(outcomes, "/" + outcome);
        }
        assertThat(sum).isEqualTo(number(timeline.summary(), "/udp_sends"));
        return "bounced %d, answered %d, suppressed %d, no_error_seen %d, pending %d"
                .formatted(
                        number(outcomes, "/bounced"),
                        number(outcomes, "/answered"),
                        number(outcomes, "/suppressed"),
                        number(outcomes, "/no_error_seen"),
                        number(outcomes, "/pending"));
    }

    private static String outcomesOfFlows(LiveTimeline timeline) {
        return "bounced %d, answered %d, suppressed %d, no_error_seen %d, pending 0"
                .formatted(
                        sum(timeline, "bounced"),
                        sum(timeline, "answered"),
                        sum(timeline, "suppressed"),
                        sum(timeline, "no_error_seen"));
    }

    private static int sum(LiveTimeline timeline, String outcome) {
        return timeline.events().stream()
                .filter(event -> event.has("flow"))
                .mapToInt(flow -> number(flow, "/flow/" + outcome))
                .sum();
    }
}
