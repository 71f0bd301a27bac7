// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.udpbounce.fixtures.Captures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The job says on one slot and on two what {@code read} says. */
class BounceJobTest {
    private static final Map<Integer, JobRun> RUNS = new HashMap<>();

    @TempDir
    Path folder;

    @TempDir
    Path output;

    private static JobRun on(int slots) throws Exception {
        JobRun run = RUNS.get(slots);
        if (run == null) {
            run = new JobRun(slots);
            RUNS.put(slots, run);
        }
        return run;
    }

    @AfterAll
    static void stopClusters() {
        RUNS.values().forEach(JobRun::close);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void saysTheSameOfAllFixtures(int slots) throws Exception {
        List<Path> captures = new ArrayList<>();
        for (Path each : Captures.all()) {
            Path capture = Captures.file(each.getFileName().toString());
            captures.add(Files.copy(capture, folder.resolve(each.getFileName() + "-" + capture.getFileName())));
        }

        List<String> lines = on(slots).lines(output, "--input", folder.toString());

        same(comparable(lines), comparable(JobRun.read(captures, "", Map.of())));
        assertThat(on(slots).parallelism())
                .containsEntry("first pass", slots)
                .containsEntry("second pass -> order", slots)
                .containsEntry("homes", slots)
                .containsEntry("files: Writer", slots)
                .containsEntry("plan", 1)
                .containsEntry("summary", 1);
    }

    /** Captures of other people, which are not in this repository. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void saysTheSameOfQuotingCaptures(int slots) throws Exception {
        Path quoting = Path.of("../../../shared/captures/quoting");
        assumeTrue(Files.isDirectory(quoting), "the captures are not there");
        List<Path> captures;
        try (Stream<Path> files = Files.list(quoting)) {
            captures = files.filter(file -> file.toString().matches(".*\\.(pcap|pcapng|cap)(\\.gz)?"))
                    .map(Path::toAbsolutePath)
                    .map(Path::normalize)
                    .toList();
        }
        List<String> inputs = new ArrayList<>();
        for (Path capture : captures) {
            inputs.addAll(List.of("--input", capture.toString()));
        }

        List<String> lines = on(slots).lines(output, inputs.toArray(String[]::new));

        same(comparable(lines), comparable(JobRun.read(captures, "", Map.of())));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void saysTheSameOfSensorsThatSeeSendsAndErrorsApart(int slots) throws Exception {
        GeneratedCaptures captures = new GeneratedCaptures(folder).severalSensors(3000);

        List<String> lines = on(slots).lines(output, "--input", folder + "/*.pcap*");

        same(JobRun.sorted(lines), JobRun.sorted(JobRun.read(captures.files(), "", Map.of())));
        assertThat(lines).anyMatch(line -> line.contains("\"sightings\":[{"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void saysTheSameOfOneHotDestination(int slots) throws Exception {
        GeneratedCaptures captures = new GeneratedCaptures(folder).hotDestination(1500, 3);

        List<String> lines = on(slots).lines(output, "--input", folder.toString());

        same(JobRun.sorted(lines), JobRun.sorted(JobRun.read(captures.files(), "", Map.of())));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void saysTheSameWhereEverySendBouncesAndFilesAreBroken(int slots) throws Exception {
        GeneratedCaptures captures =
                new GeneratedCaptures(folder).everySendBounces(1500, 3).broken();

        List<String> lines = on(slots).lines(output, "--input", folder.toString());

        List<String> expected = JobRun.sorted(JobRun.read(captures.files(), "", Map.of()));
        assertThat(JobRun.without(expected, JobRun.sorted(lines))).isEmpty();
        assertThat(JobRun.without(JobRun.sorted(lines), expected))
                .singleElement()
                .asString()
                .contains("\"event_type\":\"capture\"", "foreign.pcap", "not a capture file");
        assertThat(lines).anyMatch(line -> line.contains("cut.pcap") && line.contains("\"fatal\":true"));
    }

    @Test
    void appliesAFilterAndASkew() throws Exception {
        GeneratedCaptures captures = new GeneratedCaptures(folder).severalSensors(1000);
        Path second = captures.files().get(1);

        List<String> lines = on(2).lines(
                        output,
                        "--input",
                        folder.toString(),
                        "--skew",
                        "second.pcap.gz=-1ms",
                        "-f",
                        "port 53 or port 54");

        List<String> read = JobRun.read(captures.files(), "port 53 or port 54", Map.of(second.toString(), -1_000_000L));
        same(JobRun.sorted(lines), JobRun.sorted(read));
    }

    @Test
    void writesParquetThatDuckDbReads() throws Exception {
        GeneratedCaptures captures = new GeneratedCaptures(folder).severalSensors(1000);
        List<String> read = JobRun.read(captures.files(), "", Map.of());

        on(2).execute(output.toString(), "--input", folder.toString(), "--format", "parquet");

        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            String from = " from '" + output + "/*.parquet'";
            same(JobRun.sorted(texts(statement, "select json" + from)), JobRun.sorted(read));
            assertThat(texts(
                            statement,
                            "select count(*)" + from + " where event_type = 'icmp_error' and match = 'exact'"))
                    .containsExactly(""
                            + read.stream()
                                    .filter(line -> line.contains("\"match\":\"exact\""))
                                    .count());
            List<String> times = texts(
                    statement,
                    "select strftime(timestamp at time zone 'UTC', '%Y-%m-%dT%H:%M:%S') || '.' || right('' || timestamp_ns, 9)"
                            + from + " where event_type = 'udp_send'");
            List<String> expected = read.stream()
                    .filter(line -> line.contains("\"event_type\":\"udp_send\""))
                    .map(line -> line.replaceFirst(".*\"timestamp\":\"([^Z]*)Z.*", "$1"))
                    .toList();
            same(times, expected);
            for (String query : documentedQueries()) {
                assertThat(texts(statement, query.replace("results/*.parquet", output + "/*.parquet")))
                        .describedAs(query)
                        .isNotEmpty();
            }
        }
    }

    private static List<String> documentedQueries() throws IOException {
        String document = Files.readString(Path.of("../../docs/scale.md"));
        int start = document.indexOf("```sql\n") + "```sql\n".length();
        String[] queries =
                document.substring(start, document.indexOf("```", start)).split(";\\s+", -1);
        assertThat(queries).hasSize(4);
        return List.of(queries).subList(0, 3);
    }

    private static List<String> texts(Statement statement, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** A folder that grows, as a job that is started every minute sees it: an hour's errors are in one window each. */
    @Test
    void hasEveryErrorInOneWindow() throws Exception {
        GeneratedCaptures captures = new GeneratedCaptures(folder).everySendBounces(1500, 1);
        String half = "2020-09-13T12:26:40.040Z";

        List<String> windows =
                new ArrayList<>(on(2).lines(output.resolve("first"), "--input", folder.toString(), "--to", half));
        captures.severalSensors(100);
        captures = new GeneratedCaptures(folder).everySendBounces(1500, 2);
        windows.addAll(on(2).lines(output.resolve("second"), "--input", folder + "/bounce*", "--from", half));
        List<String> again = on(2).lines(output.resolve("again"), "--input", folder + "/bounce*", "--from", half);

        List<String> expected = JobRun.read(captures.files(), "", Map.of());
        assertThat(windows).noneMatch(line -> line.contains("\"event_type\":\"summary\""));
        same(errorsAndSends(windows), errorsAndSends(expected));
        assertThat(errorsAndSends(again))
                .hasSizeLessThan(errorsAndSends(expected).size());
        assertThat(JobRun.without(again, windows)).isEmpty();
    }

    private static List<String> errorsAndSends(List<String> lines) {
        return lines.stream()
                .filter(line ->
                        line.contains("\"event_type\":\"icmp_error\"") || line.contains("\"event_type\":\"udp_send\""))
                .toList();
    }

    /**
     * Leaves out what the packets of other destinations may change: how many sightings there were until a datagram became an
     * event, since an error waits behind others, and whether one without a time has expired.
     */
    private static List<String> comparable(List<String> lines) {
        return JobRun.sorted(lines).stream()
                .map(line -> line.replaceFirst(",\"sightings\":\\[[^]]*]", "").replaceFirst("\"expired\":[0-9]+,", ""))
                .toList();
    }

    /** Asserts that two lists have the same elements, and shows the others. */
    private static void same(List<String> actual, List<String> expected) {
        assertThat(expected).isNotEmpty();
        assertThat(JobRun.without(actual, expected)).isEqualTo(JobRun.without(expected, actual));
    }
}
