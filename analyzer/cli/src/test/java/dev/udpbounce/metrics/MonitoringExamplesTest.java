// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.cli.CommandLineRun;
import dev.udpbounce.correlate.Counts;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Match;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The examples in {@code docs/examples} for Prometheus, Grafana and systemd name what there is. */
class MonitoringExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "..", "docs", "examples");
    private static final Pattern METRIC = Pattern.compile("udpbounce_[a-z_]+");
    private static final Pattern LABEL_VALUES = Pattern.compile("(match|verdict)=~?\\\\?\"([a-z_|]+)");

    @TempDir
    private Path folder;

    private static String example(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve(name));
    }

    private Set<String> exported() throws IOException {
        Path file = folder.resolve("a.prom");
        Metrics metrics = new Metrics();
        metrics.event(MetricsTest.error(MetricsTest.LOOPBACK, 1060, 3, 3, 0, Fate.Verdict.TOLD));
        metrics.update(new Counts(0, 0, 0, 0, 0, 0, 0, 0), List.of(MetricsTest.report("lo", 0)));
        new MetricsFile(metrics, file).write();
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .collect(Collectors.toSet());
    }

    private static Set<String> words(Enum<?>[] constants) {
        return Stream.of(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheus-rules.yml", "prometheus-rules-test.yml", "grafana-dashboard.json"})
    void everyMetricAndEveryWordOfALabelExists(String name) throws IOException {
        String text = example(name);
        Set<String> named = new TreeSet<>();
        for (Matcher each = METRIC.matcher(text); each.find(); ) {
            named.add(each.group());
        }
        assertThat(named).isNotEmpty().isSubsetOf(exported());
        for (Matcher each = LABEL_VALUES.matcher(text); each.find(); ) {
            Set<String> known = words(each.group(1).equals("match") ? Match.values() : Fate.Verdict.values());
            assertThat(List.of(each.group(2).split("\\|", -1))).isSubsetOf(known);
        }
    }

    @Test
    void everyPanelOfTheDashboardHasAQueryOfTheChosenInstances() throws IOException {
        JsonNode dashboard = new JsonMapper().readTree(example("grafana-dashboard.json"));

        assertThat(dashboard.get("panels")).isNotEmpty();
        for (JsonNode panel : dashboard.get("panels")) {
            assertThat(panel.get("targets")).isNotEmpty();
            for (JsonNode target : panel.get("targets")) {
                assertThat(target.get("expr").asString()).contains("{instance=~\"$instance\"");
            }
        }
    }

    @Test
    void theUnitGivesOptionsThatThereAre() throws IOException {
        String start = example("udpbounce.service")
                .lines()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        List<String> words = List.of(start.split(" ", -1));
        String help = CommandLineRun.of("live", "--help").out();

        assertThat(words.subList(0, 2)).containsExactly("ExecStart=/usr/bin/udpbounce", "live");
        assertThat(words.stream().filter(word -> word.startsWith("-")))
                .isNotEmpty()
                .allMatch(option -> help.contains(" " + option + "=") || help.contains(" " + option + " "));
    }

    @ParameterizedTest
    @CsvSource({"check, prometheus-rules.yml", "test, prometheus-rules-test.yml"})
    void promtoolAcceptsTheRules(String what, String name) throws Exception {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", what, "rules", name)
                    .directory(EXAMPLES.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            if ("1".equals(System.getenv("UDPBOUNCE_REQUIRE_LIVE"))) {
                throw e;
            }
            throw new TestAbortedException("there is no promtool (Debian: prometheus): " + e.getMessage());
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(said).isZero();
    }
}
