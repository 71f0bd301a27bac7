// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.Pictures;
import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One exchange has the same outcomes in {@code live}, in {@code run}, and in {@code read} of its packets. */
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
    private static final Map<String, Long> OUTCOMES = Map.of("bounced", 1L, "answered", 1L, "no_error_seen", 4L);

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
        Path livePage = folder.resolve("live.html");
        Path metrics = folder.resolve("live.prom");
        Running live = lab.live(
                "-i",
                "lo",
                "--all",
                "-T",
                "ndjson",
                "-w",
                file.toString(),
                "-o",
                livePage.toString(),
                "--metrics",
                metrics.toString());
        lab.python(EXCHANGE);
        live.awaitOut("\"event_type\":\"udp_send\"", 6);
        live.signal("INT");
        Ended ended = live.await();
        Path lines = folder.resolve("read.ndjson");
        Path page = folder.resolve("read.html");
        lab.run(
                LiveLab.LAUNCHER.toString(),
                "read",
                "-q",
                "--all",
                "-o",
                lines.toString(),
                "-o",
                page.toString(),
                file.toString());

        assertThat(ended.status()).as(ended.err()).isZero();
        Pictures ofLive = agreeing(ended.out(), livePage);
        ofLive.eventsAndSummaryAgree();
        ofLive.metricsAgree(Files.readString(metrics));
        assertThat(ofLive.outcomes()).isEqualTo(OUTCOMES);
        Pictures ofRead = agreeing(Files.readString(lines), page);
        ofRead.eventsAndSummaryAgree();
        assertThat(ofRead.outcomes()).isEqualTo(OUTCOMES);
    }

    @Test
    void runAgrees() throws Exception {
        Pictures pictures = run("--all");

        pictures.eventsAndSummaryAgree();
        assertThat(pictures.outcomes()).isEqualTo(OUTCOMES);
    }

    @Test
    void runOfWhatBouncedAgrees() throws Exception {
        assertThat(run("--no-collapse").outcomes()).isEqualTo(OUTCOMES);
    }

    private Pictures run(String option) throws Exception {
        Path lines = folder.resolve("run.ndjson");
        Path page = folder.resolve("run.html");
        List<String> command = List.of(
                "run", "-q", option, "-o", lines.toString(), "-o", page.toString(), "--", "python3", "-c", EXCHANGE);
        List<String> all = new ArrayList<>(List.of(LiveLab.LAUNCHER.toString()));
        all.addAll(command);
        lab.in(lab.home(), all.toArray(new String[0]));
        return agreeing(Files.readString(lines), page);
    }

    private static Pictures agreeing(String ndjson, Path page) throws IOException {
        Pictures pictures = new Pictures(ndjson);
        pictures.sumsAreWhole();
        pictures.pageAgrees(Files.readString(page));
        return pictures;
    }
}
