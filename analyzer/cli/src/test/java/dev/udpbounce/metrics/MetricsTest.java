// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Counts;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.ProcessDetails;
import dev.udpbounce.event.Quoted;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketOwner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    static final IpAddress LOOPBACK = new IpAddress(4, 0, 0x7f000001);
    private static final IpAddress LOOPBACK6 = new IpAddress(6, 0, 1);

    private static final Origin ANY = new Origin(0, null, "lo", 1, 0, 9);

    private final Metrics metrics = new Metrics();

    @TempDir
    private Path folder;

    static Event.IcmpError error(
            IpAddress host, int port, int type, int code, long duplicateOf, Fate.@Nullable Verdict verdict) {
        Bounce.Attribution orphan = BounceRecord.Attribution.orphan(OrphanReason.UNSEEN);
        Bounce bounce = new BounceRecord(
                BounceRecord.Sighting.plain(ANY, 2, 0),
                BounceRecord.Icmp.plain(host, host, type, code, Reporter.DESTINATION),
                new Quoted(new Flow(host, 45117, host, port), -1, 64, 11, 0, 3, false),
                duplicateOf == 0 ? orphan : BounceRecord.Attribution.repeating(orphan, duplicateOf, ANY, null));
        Fate fate = verdict == null ? null : new Fate(verdict, Fate.Basis.SOCKET, null, null, List.of(), -1);
        return new Event.IcmpError(bounce, fate);
    }

    static CaptureReport report(String name, long dropped) {
        return new CaptureReport(name, true, "live", List.of(1), 9, 0, 7, 400, dropped, 0, List.of(), List.of());
    }

    private List<String> lines() throws IOException {
        Path file = folder.resolve("udpbounce.prom");
        new MetricsFile(metrics, file).write();
        return Files.readAllLines(file);
    }

    @Test
    void everyErrorIsCountedByKindDestinationMatchAndVerdict() throws IOException {
        metrics.event(error(LOOPBACK, 1060, 3, 3, 0, Fate.Verdict.TOLD));
        metrics.event(error(LOOPBACK, 1060, 3, 3, 0, Fate.Verdict.TOLD));
        metrics.event(error(LOOPBACK, 1060, 3, 3, 2, Fate.Verdict.TOLD));
        metrics.event(error(LOOPBACK6, 1061, 1, 4, 0, Fate.Verdict.NEVER_TOLD));
        metrics.event(error(LOOPBACK, -1, 3, 200, 0, null));

        assertThat(lines())
                .contains(
                        error4("3", "3", "127.0.0.1:1060") + " 3.0",
                        "udpbounce_icmp_errors_total{code=\"4\",destination=\"[::1]:1061\",ip_version=\"6\",type=\"1\"}"
                                + " 1.0",
                        error4("other", "other", "127.0.0.1") + " 1.0",
                        "udpbounce_matches_total{match=\"orphan\"} 4.0",
                        "udpbounce_matches_total{match=\"duplicate\"} 1.0",
                        "udpbounce_matches_total{match=\"exact\"} 0.0",
                        "udpbounce_verdicts_total{verdict=\"told\"} 2.0",
                        "udpbounce_verdicts_total{verdict=\"never_told\"} 1.0",
                        "udpbounce_verdicts_total{verdict=\"queued\"} 0.0");
    }

    @Test
    void everyDeliveryIsCountedByItsWay() throws IOException {
        ObservedDelivery delivery = new ObservedDelivery(
                1,
                ObservedDelivery.By.SEND,
                111,
                new ObservedDelivery.Errors(2, 3, List.of(), 5),
                false,
                new SocketCall.Endpoint(LOOPBACK, 1000),
                null,
                null,
                ProcessDetails.NONE);
        metrics.event(new Event.Delivery(delivery));

        assertThat(lines())
                .contains(
                        "udpbounce_deliveries_total{by=\"send\"} 1.0", "udpbounce_deliveries_total{by=\"nobody\"} 0.0");
    }

    private static Event.IcmpError errorAt(int port, SocketOwner owner, Fate.Verdict verdict, Fate.Basis basis) {
        Event.IcmpError plain = error(LOOPBACK, port, 3, 3, 0, null);
        return new Event.IcmpError(plain.bounce(), new Fate(verdict, basis, owner, null, List.of(), -1));
    }

    private static String verdict(String basis, String destination, String process, String verdict) {
        return "udpbounce_process_verdicts_total{basis=\"" + basis + "\",destination=\"" + destination + "\",process=\""
                + process + "\",verdict=\"" + verdict + "\"} ";
    }

    @Test
    void aVerdictIsCountedByProcessDestinationAndHowItIsKnown() throws IOException {
        SocketOwner python = new SocketOwner(4711, -1, "python3", 0, 1, 3);
        SocketOwner odd = new SocketOwner(12, -1, "a\u001b[2J\"\n", 0, 1, 3);
        metrics.event(errorAt(1060, python, Fate.Verdict.TOLD, Fate.Basis.SOCKET));
        metrics.event(errorAt(1060, python, Fate.Verdict.TOLD, Fate.Basis.CALLS));
        metrics.event(errorAt(1061, odd, Fate.Verdict.NEVER_TOLD, Fate.Basis.SOCKET));
        metrics.event(error(LOOPBACK, 1062, 3, 3, 0, Fate.Verdict.NO_SOCKET));
        metrics.event(error(LOOPBACK, 1062, 3, 3, 7, Fate.Verdict.NO_SOCKET));

        assertThat(lines())
                .contains(
                        verdict("predicted", "127.0.0.1:1060", "python3", "told") + "1.0",
                        verdict("observed", "127.0.0.1:1060", "python3", "told") + "1.0",
                        verdict("predicted", "127.0.0.1:1062", "unknown", "no_socket") + "1.0")
                .noneMatch(line -> line.contains("\u001b"));
        assertThat(lines()).anyMatch(line -> line.contains("\"127.0.0.1:1061\"") && line.contains("never_told"));
    }

    @Test
    void aSendThatDeliversAnErrorIsALostDatagram() throws IOException {
        for (ObservedDelivery.By by : ObservedDelivery.By.values()) {
            metrics.event(new Event.Delivery(new ObservedDelivery(
                    1,
                    by,
                    111,
                    new ObservedDelivery.Errors(2, 1, List.of(), 10),
                    false,
                    new SocketCall.Endpoint(LOOPBACK6, 45117),
                    new SocketCall.Endpoint(LOOPBACK6, 1060),
                    new SocketOwner(4711, -1, "python3", 0, 1, 3),
                    ProcessDetails.NONE)));
        }

        assertThat(lines().stream().filter(line -> line.startsWith("udpbounce_lost_sends_total")))
                .containsExactly("udpbounce_lost_sends_total{destination=\"[::1]:1060\",process=\"python3\"} 1.0");
    }

    @Test
    void processesAndDestinationsHaveABoundedNumberOfSeries() throws IOException {
        for (int port = 1; port <= 3000; port++) {
            SocketOwner owner = new SocketOwner(port, -1, "p" + port, 0, 1, 3);
            for (int times = 0; times <= port % 7; times++) {
                metrics.event(errorAt(port, owner, Fate.Verdict.TOLD, Fate.Basis.SOCKET));
            }
        }

        assertThat(lines().stream().filter(line -> line.startsWith("udpbounce_process_verdicts_total{")))
                .hasSizeLessThanOrEqualTo(101)
                .anyMatch(line -> line.startsWith(verdict("predicted", "other", "other", "told")));
    }

    private static String error4(String type, String code, String destination) {
        return "udpbounce_icmp_errors_total{code=\"" + code + "\",destination=\"" + destination
                + "\",ip_version=\"4\",type=\"" + type + "\"}";
    }

    @Test
    void whatIsCountedElsewhereIsTakenOver() throws IOException {
        metrics.update(new Counts(9, 0, 1, 1, 1, 4, 2, 3), List.of(report("lo", 5), report("eth0", 0)));

        assertThat(lines())
                .contains(
                        "udpbounce_datagrams_total 9.0",
                        "udpbounce_expired_datagrams_total 4.0",
                        "udpbounce_evicted_datagrams_total 2.0",
                        "udpbounce_packets_total{interface=\"lo\"} 7.0",
                        "udpbounce_kernel_dropped_packets_total{interface=\"lo\"} 5.0",
                        "udpbounce_kernel_dropped_packets_total{interface=\"eth0\"} 0.0");
    }

    @Test
    void theNumberOfSeriesIsBoundedAndNoErrorIsLost() throws IOException {
        int sent = 0;
        for (int i = 0; i < 3000; i++) {
            for (int times = 0; times <= i / 1000; times++) {
                metrics.event(error(LOOPBACK, 1 + i, 3, i % 256, 0, null));
                sent++;
            }
        }

        List<String> series = lines().stream()
                .filter(line -> line.startsWith("udpbounce_icmp_errors_total{"))
                .toList();
        assertThat(series).hasSizeLessThan(200);
        // A name that was given up takes its counts along, which were the lowest.
        double counted = series.stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
        assertThat(counted).isBetween(sent - 300.0, (double) sent);
        assertThat(lines()).contains("udpbounce_matches_total{match=\"orphan\"} " + sent + ".0");
    }

    @Test
    void anInterfacesNameCannotReachTheTerminal() throws IOException {
        metrics.update(new Counts(0, 0, 0, 0, 0, 0, 0, 0), List.of(report("\u001b[2J\"\n\\x", 5)));

        assertThat(String.join("", lines()))
                .doesNotContain("\u001b")
                .contains("{interface=\"\\\\x1b[2J\\\"\\\\x0a\\\\x5cx\"}");
    }

    @Test
    void scrapesAreAnsweredOnTheAddressThatWasChosen() throws Exception {
        metrics.event(error(LOOPBACK, 1060, 3, 3, 0, Fate.Verdict.TOLD));
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (MetricsServer server = MetricsServer.start(metrics, loopback, 0)) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type").orElseThrow())
                    .startsWith("text/plain");
            assertThat(answer.body()).contains("\nudpbounce_verdicts_total{verdict=\"told\"} 1.0\n");
        }
    }

    @Test
    void aPortThatIsTakenIsAFault() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
            assertThatIOException().isThrownBy(() -> MetricsServer.start(metrics, loopback, taken.getLocalPort()));
        }
    }

    @Test
    void theFileIsReplacedAndNothingIsLeftBeside() throws IOException {
        Path file = folder.resolve("udpbounce.prom");
        Files.writeString(file, "before");
        MetricsFile metricsFile = new MetricsFile(metrics, file);
        metricsFile.write();
        metricsFile.write();

        assertThat(file).content().startsWith("# HELP udpbounce_").endsWith("\n");
        assertThat(folder).isDirectoryContaining(file::equals);
        try (var names = Files.list(folder)) {
            assertThat(names).containsExactly(file);
        }
    }

    @Test
    void whatIsNoFileIsNotReplaced() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "mine");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);

        assertThatIOException()
                .isThrownBy(() -> new MetricsFile(metrics, link).write())
                .withMessageContaining("link");
        assertThatIOException().isThrownBy(() -> new MetricsFile(metrics, Path.of("/dev/null")).write());
        assertThatIOException().isThrownBy(() -> new MetricsFile(metrics, folder).write());
        assertThat(target).hasContent("mine");
        assertThat(Path.of("/dev/null"))
                .satisfies(device -> assertThat(Files.isRegularFile(device)).isFalse());
    }
}
