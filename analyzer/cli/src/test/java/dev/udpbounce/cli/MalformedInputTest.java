// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads all known malformations in one process with a heap of 64 MiB, and checks each result. */
class MalformedInputTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "malformed-input.md");
    private static final String HEAP = "-Xmx64m";
    /** The files are small, and what they need is compiled soon. */
    private static final List<String> COMPILERS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    @TempDir
    private Path folder;

    static List<MalformedCase> all() {
        List<MalformedCase> cases = new ArrayList<>();
        cases.addAll(MalformedPcaps.all());
        cases.addAll(MalformedPcapngs.all());
        cases.addAll(MalformedCompression.all());
        cases.addAll(MalformedPackets.all());
        return cases;
    }

    @Test
    void everyMalformationIsToldAndCostsNothingThatIsSound() throws Exception {
        check(all().stream().filter(each -> !isSlow(each)).toList());
    }

    @Test
    @Tag("long")
    void everyBombIsToldAndCostsNothingThatIsSound() throws Exception {
        check(all().stream().filter(MalformedInputTest::isSlow).toList());
    }

    /**
     * Returns whether a case is a bomb that takes more time or heap than all other cases together, as most bombs do.
     */
    private static boolean isSlow(MalformedCase each) {
        return each.family().equals("decompression bomb") && !each.variant().startsWith("gz,");
    }

    private void check(List<MalformedCase> cases) throws Exception {
        List<Answer> answers = read(cases);

        List<String> faults = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            MalformedCase expected = cases.get(i);
            if (!answers.get(i).isThatOf(expected)) {
                faults.add(expected + "\n  but: " + answers.get(i));
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void thePageListsThem() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(page).as("docs/malformed-input.md").contains(table(all()));
    }

    /** Reads all cases. The file names are numbers, since a variant may have any name. */
    private List<Answer> read(List<MalformedCase> cases) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(HEAP);
        command.addAll(COMPILERS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MalformedInputRun.class.getName()));
        for (int i = 0; i < cases.size(); i++) {
            Files.write(folder.resolve(name(i)), cases.get(i).file().get());
            command.add(name(i));
        }
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        int status;
        try {
            status = process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        List<Answer> answers = parse(Files.readAllLines(out, StandardCharsets.UTF_8));
        assertThat(status)
                .as(() -> cases.get(Math.min(answers.size(), cases.size() - 1)) + "\n" + text(err))
                .isZero();
        assertThat(answers).hasSameSizeAs(cases);
        return answers;
    }

    private static String name(int index) {
        return "case-" + index;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<Answer> parse(List<String> lines) {
        List<Answer> answers = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("\t")) {
                answers.get(answers.size() - 1).take(line.substring(1));
            } else {
                String[] words = line.split(" ", 2);
                answers.add(new Answer(words[0], Integer.parseInt(words[1]), new ArrayList<>()));
            }
        }
        return answers;
    }

    /** Returns a table with a row for every family. */
    private static String table(List<MalformedCase> cases) {
        Map<String, List<MalformedCase>> families = new LinkedHashMap<>();
        cases.forEach(each -> families.computeIfAbsent(each.family(), name -> new ArrayList<>())
                .add(each));
        StringBuilder table =
                new StringBuilder("| malformation | cases | exit status | printed |\n|---|---:|---|---|\n");
        families.forEach((family, variants) -> table.append("| ")
                .append(family)
                .append(" | ")
                .append(variants.size())
                .append(" | ")
                .append(statuses(variants))
                .append(" | ")
                .append(told(variants))
                .append(" |\n"));
        return table.append("| **all** | **")
                .append(cases.size())
                .append("** | | 0 crashes, 0 hangs, 0 phantom packets |\n")
                .toString();
    }

    private static String statuses(List<MalformedCase> variants) {
        Set<String> statuses = new TreeSet<>();
        variants.forEach(each -> statuses.add(Integer.toString(each.status())));
        return String.join(", ", statuses);
    }

    /** Returns an example of the messages, from the last variant that has any. */
    private static String told(List<MalformedCase> variants) {
        String told = "nothing";
        for (MalformedCase each : variants) {
            if (!each.told().isEmpty()) {
                told = "`" + each.told().get(0).pattern().replace("\\Q", "").replace("\\E", "") + "`";
            }
        }
        return told;
    }

    /** The result of one file. */
    private record Answer(String file, int status, List<String> lines) {
        void take(String line) {
            lines.add(line.replace(file, "FILE"));
        }

        boolean isThatOf(MalformedCase expected) {
            List<String> told = new ArrayList<>();
            String counts = "";
            for (String line : lines) {
                if (line.startsWith("udpbounce: ")) {
                    told.add(line.substring("udpbounce: ".length()));
                } else if (line.startsWith("malformed: ")) {
                    told.add(line);
                } else if (!line.startsWith("FILE: pcap")) {
                    counts = line;
                }
            }
            return status == expected.status()
                    && counts(expected).matcher(counts).lookingAt()
                    && matches(expected.told(), told);
        }

        private static Pattern counts(MalformedCase expected) {
            return Pattern.compile(expected.counts().isEmpty() ? "$" : "(" + expected.counts() + ") \\(");
        }

        private static boolean matches(List<Pattern> expected, List<String> told) {
            if (told.size() != expected.size()) {
                return false;
            }
            for (int i = 0; i < told.size(); i++) {
                if (!expected.get(i).matcher(told.get(i)).matches()) {
                    return false;
                }
            }
            return true;
        }
    }
}
