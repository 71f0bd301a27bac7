// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a live capture for Prometheus. */
class LiveMetricsIT {
    private static final Pattern URL = Pattern.compile("metrics at (http://127[.]0[.]0[.]1:[0-9]+/metrics)\n");
    private static final String BOUNCES = """
            import socket, sys
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            for i in range(7): s.sendto(b'123', ('127.0.0.1', 1060))
            sys.stdin.read()
            """;
    private static final List<String> SEVEN = List.of(
            "udpbounce_datagrams_total 7.0",
            "udpbounce_icmp_errors_total{code=\"3\",destination=\"127.0.0.1:1060\",ip_version=\"4\",type=\"3\"} 7.0",
            "udpbounce_verdicts_total{verdict=\"never_told\"} 7.0",
            "udpbounce_packets_total{interface=\"lo\"} 14.0",
            "udpbounce_kernel_dropped_packets_total{interface=\"lo\"} 0.0",
            "udpbounce_evicted_datagrams_total 0.0");

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

    private List<String> scrape(String url) throws IOException, InterruptedException {
        return lab.python("import urllib.request; print(urllib.request.urlopen('" + url + "').read().decode())")
                .lines()
                .toList();
    }

    @Test
    void aScrapeAndTheFileTellTheSame() throws Exception {
        Path file = folder.resolve("udpbounce.prom");
        // The TCP packets of the scrapes are not captured.
        Running live = lab.live("-i", "lo", "-q", "--metrics", ":0", "--metrics", file.toString());
        Matcher url = URL.matcher(live.errSoFar());
        assertThat(url.find()).as(live.errSoFar()).isTrue();
        assertThat(scrape(url.group(1))).contains("udpbounce_datagrams_total 0.0");
        Running client = lab.client(BOUNCES);
        LiveLab.until(() -> scrape(url.group(1)).containsAll(SEVEN));
        client.finish();
        List<String> scraped = scrape(url.group(1));
        live.signal("INT");
        Ended ended = live.await();

        assertThat(scraped).containsAll(SEVEN);
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(Files.readAllLines(file)).containsAll(SEVEN);
    }

    @Test
    void aPortThatIsTakenIsOneLine() throws Exception {
        Running first = lab.live("-i", "lo", "--metrics", ":9100");
        Ended second = lab.start("-i", "lo", "--metrics", ":9100").await();
        first.signal("INT");

        assertThat(first.await().status()).isZero();
        assertThat(second.status()).isEqualTo(3);
        assertThat(second.err()).contains("udpbounce: :9100: ").doesNotContain("Exception");
    }

    @Test
    void aFileThatCannotBeWrittenIsToldAtTheStart() throws Exception {
        Ended ended = lab.start(
                        "-i", "lo", "--metrics", folder.resolve("none/a.prom").toString())
                .await();

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains("none/a.prom: ");
    }
}
