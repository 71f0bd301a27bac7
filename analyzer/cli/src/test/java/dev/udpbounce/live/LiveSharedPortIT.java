// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Processes that share a port: none of them is named as the sender. */
class LiveSharedPortIT {
    /** Four processes share a port; each sends one datagram to a closed port of its own, and all live until the end. */
    private static final String WORKERS = """
            import os, socket, sys
            children = []
            for i in range(4):
                ready, go = os.pipe(), os.pipe()
                if os.fork() == 0:
                    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                    s.bind(('127.0.0.1', 7777))
                    os.write(ready[1], b'x')
                    os.read(go[0], 1)
                    s.sendto(b'123', ('127.0.0.1', 1060 + i))
                    sys.stdin.read()
                    os._exit(0)
                children.append((ready, go))
            for ready, go in children:
                os.read(ready[0], 1)
            for ready, go in children:
                os.write(go[1], b'x')
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

    @Test
    void theSenderIsOneOfThem() throws Exception {
        Path text = folder.resolve("a.txt");
        Running live = lab.live("-i", "lo", "--all", "-T", "ndjson", "-o", text.toString());
        Running workers = lab.client(WORKERS);
        live.awaitOut("\"event_type\":\"icmp_error\"", 4);
        workers.finish();
        live.signal("INT");
        Ended ended = live.await();

        assertThat(ended.status()).as(ended.err()).isZero();
        LiveTimeline timeline = LiveTimeline.of(ended.out());
        assertThat(timeline.sends()).hasSize(4).allSatisfy(send -> assertOneOfFour(send.at("/udp_send/process")));
        assertThat(timeline.errors()).hasSize(4).allSatisfy(error -> assertOneOfFour(error.at("/icmp_error/process")));
        assertThat(timeline.summary().at("/bounces")).hasSize(4).allSatisfy(row -> assertOneOfFour(row.at("/process")));
        assertThat(text).content().contains("one of 4 processes (python3)").doesNotContain("python3[");
    }

    private static void assertOneOfFour(JsonNode process) {
        assertThat(process.at("/candidates").asInt()).isEqualTo(4);
        assertThat(process.at("/name").asString()).isEqualTo("python3");
        assertThat(process.has("pid")).isFalse();
        assertThat(process.has("inode")).isFalse();
    }
}
