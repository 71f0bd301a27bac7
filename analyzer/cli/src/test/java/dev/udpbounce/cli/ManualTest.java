// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual pages and the completion, made of all commands. */
class ManualTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws Exception {
        Manual.main(new String[] {folder.toString(), "2025-01-01", "1.2"});
    }

    private List<String> lines(String name) throws Exception {
        return Files.readAllLines(folder.resolve(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "live", "run", "demo", "explain", "schema", "doctor"})
    void aPageHasEveryOptionOfItsHelp(String command) throws Exception {
        String page = String.join("\n", lines("udpbounce-" + command + ".1")).replace("\\-", "-");
        String help = CommandLineRun.of(command, "--help").out();

        assertThat(page)
                .startsWith(".TH \"UDPBOUNCE-" + command.toUpperCase(Locale.ROOT)
                        + "\" 1 \"2025-01-01\" \"udpbounce 1.2\"\n");
        assertThat(help.lines().filter(line -> line.startsWith("  -") || line.startsWith("      --")))
                .isNotEmpty()
                .allSatisfy(line -> {
                    String name = line.strip().split("[ ,=]", 2)[0];
                    assertThat(page).contains("\\fB" + name + "\\fR");
                });
    }

    @Test
    void nothingInAPageIsTakenForAMacro() throws Exception {
        for (String command : List.of("read", "live", "run")) {
            assertThat(lines("udpbounce-" + command + ".1"))
                    .filteredOn(line -> line.startsWith(".") || line.startsWith("'"))
                    .allMatch(line -> line.matches("\\.(TH|SH|PP|TP)( .*)?"));
        }
    }

    @Test
    void theExitStatusesAreAListOfTheirOwn() throws Exception {
        assertThat(String.join("\n", lines("udpbounce-live.1")))
                .contains(
                        ".SH \"EXIT STATUS\"\n.TP\n\\fB0\\fR\ndone\n.TP\n\\fB1\\fR\n\\-\\-fail\\-on found something\n");
    }

    @Test
    void theProgramsPageListsTheCommands() throws Exception {
        assertThat(lines("udpbounce.1")).contains("\\fBread\\fR", "\\fBlive\\fR", "\\fBrun\\fR", "\\fBdoctor\\fR");
    }

    @Test
    void completionKnowsTheCommandsAndFormats() throws Exception {
        assertThat(String.join("\n", lines("udpbounce.bash"))).contains("read live run demo explain schema", "ndjson");
    }
}
