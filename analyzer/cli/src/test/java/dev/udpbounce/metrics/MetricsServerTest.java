// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and connections of arbitrary clients. */
class MetricsServerTest {
    private static final byte[] REQUEST =
            "GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private MetricsServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = MetricsServer.start(new Metrics(), InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> scrape(String... fields) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/metrics");
        if (fields.length > 0) {
            request.headers(fields);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 5_000);
        return socket;
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static void awaitDescriptors(long before) throws IOException, InterruptedException {
        for (int i = 0; i < 1000 && descriptors() > before; i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void clientsThatBreakOffLeaveNoDescriptorBehind() throws Exception {
        connect().close();
        long before = descriptors();
        for (int i = 0; i < 300; i++) {
            try (Socket socket = connect()) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream().write(REQUEST, 0, i % 2 == 0 ? REQUEST.length : 10);
            }
        }

        awaitDescriptors(before);
        assertThat(scrape().statusCode()).isEqualTo(200);
    }

    @Test
    void halfRequestsDoNotStopAScrape() throws Exception {
        List<Socket> half = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = connect();
                socket.getOutputStream().write(REQUEST, 0, i % 3 * 8);
                half.add(socket);
            }
            assertThat(scrape().statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
    }

    @Test
    void aConnectionThatStaysSilentIsEnded() throws Exception {
        try (Socket socket = connect()) {
            socket.setSoTimeout(20_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void otherMethodsAreNotAllowed(String method) throws Exception {
        HttpResponse<String> answer = client.send(
                request("/metrics")
                        .method(method, HttpRequest.BodyPublishers.ofString("x".repeat(10_000)))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).hasValue("GET, HEAD");
        assertThat(answer.body()).doesNotContain("udpbounce_");
    }

    @Test
    void aHeadHasTheLengthAndNoBody() throws Exception {
        HttpResponse<String> answer = client.send(
                request("/metrics")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("content-length").orElseThrow())
                .isGreaterThan(1000);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | text/plain",
                "*/* | text/plain",
                "image/png | text/plain",
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.9 | text/plain",
                "text/plain;version=0.0.4;q=0.3,application/openmetrics-text;version=1.0.0;q=0.8"
                        + " | application/openmetrics-text",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
                        + "application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1 | application/openmetrics-text",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"
                        + " | text/plain",
                "application/openmetrics-text;q=0, text/plain;q=bad | text/plain"
            })
    void theFormatIsTheBestThatTheClientTakes(String accept, String type) throws Exception {
        HttpResponse<String> answer = accept.isEmpty() ? scrape() : scrape("Accept", accept);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith(type);
        assertThat(answer.body()).contains("# TYPE udpbounce_").doesNotContain("Exception");
        assertThat(answer.body().endsWith("# EOF\n")).isEqualTo(type.startsWith("application"));
    }

    @Test
    void aClientThatTakesGzipGetsIt() throws Exception {
        HttpResponse<byte[]> answer = client.send(
                request("/metrics").header("Accept-Encoding", "gzip").build(), BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8)).contains("# TYPE udpbounce_");
        }
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(client.send(request("/other").build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
        assertThat(client.send(request("/metrics?name[]=x").build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello\r\n\r\n", "GET /metrics\r\n\r\n", "GET  /metrics HTTP/1.1\n\n"})
    void whatIsNoRequestIsRefused(String request) throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void aHeadWithoutEndIsRefused() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.1\r\nX: " + "x".repeat(17_000)).getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 400 ");
        }
    }
}
