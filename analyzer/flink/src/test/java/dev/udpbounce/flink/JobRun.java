// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.pipeline.Analysis;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.json.JsonWriter;
import dev.udpbounce.select.FilterExpression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs of the job in one process, and what {@code read} says of the same captures. */
final class JobRun implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MiniCluster cluster;
    private final int slots;
    private Map<String, Integer> parallelism = new TreeMap<>();

    /** Starts a cluster of one machine for each slot. */
    JobRun(int slots) throws Exception {
        this.slots = slots;
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(slots)
                .setNumSlotsPerTaskManager(1)
                .build());
        cluster.start();
    }

    /** Returns the lines of a run. */
    List<String> lines(Path output, String... options) throws Exception {
        execute(output.toString(), options);
        return written(output);
    }

    /**
     * Runs the job.
     *
     * @param output a folder in any file system
     */
    void execute(String output, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--output", output, "--parallelism", Integer.toString(slots)));
        URI rest = cluster.getRestAddress().get();
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createRemoteEnvironment(rest.getHost(), rest.getPort());
        BounceJob.define(environment, JobOptions.parse(all.toArray(String[]::new)));
        JobID job = environment.execute().getJobID();
        parallelism = parallelism(rest, job);
    }

    private static Map<String, Integer> parallelism(URI rest, JobID job) throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        try (InputStream answer = rest.resolve("/jobs/" + job).toURL().openStream()) {
            for (JsonNode vertex : JSON.readTree(answer).get("vertices")) {
                found.put(
                        vertex.get("name").asString(), vertex.get("parallelism").asInt());
            }
        }
        return found;
    }

    /** Lines of the finished part files, and of nothing else: a run leaves no other file. */
    static List<String> written(Path output) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(output)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.getFileName().toString().matches("events.*\\.ndjson")) {
                    throw new AssertionError("left over: " + file);
                }
                lines.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
            }
        }
        return lines;
    }

    /** Number of slots. */
    int slots() {
        return slots;
    }

    /** Number of subtasks of each vertex of the last run, by name. */
    Map<String, Integer> parallelism() {
        return parallelism;
    }

    /** Returns the lines that {@code read} writes of captures. */
    static List<String> read(List<Path> captures, String filter, Map<String, Long> skewsNs) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Analysis.Settings settings = new Analysis.Settings(
                60_000_000_000L,
                256L << 20,
                Follow.BOUNCED,
                filter.isEmpty() ? null : FilterExpression.parse(filter),
                0,
                5);
        List<String> names = captures.stream().map(Path::toString).sorted().toList();
        try (Inputs inputs = Inputs.open(names, Channels.newChannel(InputStream.nullInputStream()), skewsNs);
                FrameSource source = inputs.frames()) {
            new Analysis(settings, List.of(new JsonWriter(out, JsonWriter.Shape.LINES, Flush.WHEN_FULL))).run(source);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Lines in an order of their own, as only the order in which things become known differs, and so do rows. */
    static List<String> sorted(List<String> lines) {
        List<String> sorted = new ArrayList<>();
        for (String line : lines) {
            JsonNode event = JSON.readTree(line);
            if (event.get("summary") instanceof ObjectNode summary && summary.get("bounces") != null) {
                TreeSet<String> rows = new TreeSet<>();
                summary.get("bounces").forEach(row -> rows.add(row.toString()));
                summary.put("bounces", rows.toString());
            }
            sorted.add(event.toString());
        }
        sorted.sort(String::compareTo);
        return sorted;
    }

    /** Returns the lines that are in the first list more often than in the second. */
    static List<String> without(List<String> lines, List<String> others) {
        Map<String, Integer> counts = new HashMap<>();
        others.forEach(line -> counts.merge(line, 1, Integer::sum));
        List<String> left = new ArrayList<>();
        for (String line : lines) {
            if (counts.merge(line, -1, Integer::sum) < 0) {
                left.add(line);
            }
        }
        return left;
    }

    @Override
    public void close() {
        cluster.closeAsync().join();
    }
}
