// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.findify.s3mock.S3Mock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures and results in S3, through Flink's own plugin for it. */
class ObjectStoreTest {
    @TempDir
    Path folder;

    private final S3Mock store =
            new S3Mock.Builder().withPort(0).withInMemoryBackend().build();

    @BeforeEach
    void start() throws Exception {
        String endpoint = "http://127.0.0.1:" + store.start().localAddress().getPort();
        Configuration configuration = new Configuration();
        Map.of(
                        "s3.endpoint", endpoint,
                        "s3.region", "us-east-1",
                        "s3.path-style-access", "true",
                        "s3.access-key", "anyone",
                        "s3.secret-key", "anything",
                        // The server knows neither.
                        "s3.chunked-encoding.enabled", "false",
                        "s3.checksum-validation.enabled", "false")
                .forEach(configuration::setString);
        FileSystem.initialize(configuration, null);
        // The server lists no more than one subfolder of a folder.
        makeBucket(endpoint + "/left");
        makeBucket(endpoint + "/right");
        makeBucket(endpoint + "/results");
    }

    private static void makeBucket(String uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .PUT(BodyPublishers.noBody())
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        FileSystem.initialize(new Configuration(), null);
        store.shutdown();
    }

    @Test
    void readsAndWritesAsInLocalFolders() throws Exception {
        Path left = Files.createDirectories(folder.resolve("left/day"));
        Path right = Files.createDirectories(folder.resolve("right/day"));
        List<Path> files = new ArrayList<>();
        files.addAll(new GeneratedCaptures(left).severalSensors(1000).files());
        files.addAll(new GeneratedCaptures(right).everySendBounces(500, 3).files());
        for (Path file : files) {
            store(file, inStore(file.toString()));
        }
        for (String other : List.of("errors.pcap", "day/notes.txt", "day/deeper/errors.pcap")) {
            store(files.get(0), "s3://left/" + other);
        }

        try (JobRun run = new JobRun(2)) {
            run.execute("s3://results/2026-11-23", "--input", "s3://left/*/*.pcap*", "--input", "s3://right/*/*.pcap*");
        }

        List<String> expected =
                JobRun.read(files, "", Map.of()).stream().map(this::inStore).toList();
        List<String> actual = results("s3://results/2026-11-23");
        assertThat(Globs.expand(new org.apache.flink.core.fs.Path("s3://left/")))
                .hasSize(1);
        assertThat(expected).hasSizeGreaterThan(3000);
        assertThat(actual).hasSameSizeAs(expected);
        assertThat(JobRun.without(JobRun.sorted(actual), JobRun.sorted(expected)))
                .isEmpty();
    }

    private String inStore(String text) {
        return text.replace(folder + "/", "s3://");
    }

    private static void store(Path file, String uri) throws IOException {
        org.apache.flink.core.fs.Path path = new org.apache.flink.core.fs.Path(uri);
        try (OutputStream out = path.getFileSystem().create(path, WriteMode.NO_OVERWRITE)) {
            Files.copy(file, out);
        }
    }

    private static List<String> results(String uri) throws IOException {
        org.apache.flink.core.fs.Path path = new org.apache.flink.core.fs.Path(uri);
        List<String> lines = new ArrayList<>();
        for (FileStatus part : path.getFileSystem().listStatus(path)) {
            assertThat(part.getPath().getName()).matches("events.*\\.ndjson");
            try (FSDataInputStream in = path.getFileSystem().open(part.getPath())) {
                lines.addAll(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList());
            }
        }
        return lines;
    }
}
