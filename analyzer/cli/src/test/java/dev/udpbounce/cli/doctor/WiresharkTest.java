// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where Wireshark looks for extcaps, and what the user is told. */
@EnabledOnOs(OS.LINUX)
class WiresharkTest {
    private static final String UNTIL_4_0 = """
            Temp:                   /tmp
            Personal configuration: /home/user/.config/wireshark
            Global configuration:   /usr/share/wireshark
            Personal Plugins:       /home/user/.local/lib/wireshark/plugins/4.0
            Extcap path:            /usr/lib/x86_64-linux-gnu/wireshark/extcap
            """;
    private static final String FROM_4_2 = """
            Temp:                   /tmp
            Personal configuration: /home/user/.config/wireshark
            Personal Extcap path:   /home/user/.local/lib/wireshark/extcap
            Global Extcap path:     /usr/libexec/wireshark/extcap
            """;

    @TempDir
    private Path folder;

    @Test
    void theUsersFolderIsInTheConfigurationUntil40() {
        assertThat(Wireshark.folders(UNTIL_4_0))
                .containsExactly(
                        Path.of("/home/user/.config/wireshark/extcap"),
                        Path.of("/usr/lib/x86_64-linux-gnu/wireshark/extcap"));
    }

    @Test
    void theUsersFolderIsBesideLibrariesFrom42On() {
        assertThat(Wireshark.folders(FROM_4_2))
                .containsExactly(
                        Path.of("/home/user/.local/lib/wireshark/extcap"), Path.of("/usr/libexec/wireshark/extcap"));
    }

    @Test
    void anotherAnswerHasNoFolder() {
        assertThat(Wireshark.folders("tshark: no such report\n")).isEmpty();
        assertThat(Wireshark.finding(List.of(), Path.of("a.jar")).level()).isEqualTo(Finding.Level.LIMITED);
    }

    @Test
    void aLinkToTheScriptIsFoundUnderAnyName() throws IOException {
        Path script = Files.createFile(folder.resolve("udpbounce-extcap"));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path there = Files.createDirectory(folder.resolve("extcap"));
        Files.createSymbolicLink(there.resolve("broken"), folder.resolve("nothing"));
        Files.createSymbolicLink(there.resolve("bounces"), script);

        Finding finding = Wireshark.finding(List.of(folder.resolve("missing"), there), Path.of("a.jar"));

        assertThat(finding.level()).isEqualTo(Finding.Level.OK);
        assertThat(finding.text()).endsWith("by " + there);
    }

    @Test
    void withoutALinkTheAdviceIsACommandThatMakesIt() throws IOException, InterruptedException {
        Path home = folder.resolve("installation");
        Path script = Files.createDirectories(home.resolve("bin")).resolve("udpbounce-extcap");
        assertThat(Files.createFile(script).toFile().setExecutable(true)).isTrue();
        Path jar = home.resolve("lib").resolve("udpbounce-cli.jar");
        List<Path> folders = List.of(folder.resolve("own"), folder.resolve("global"));

        Finding finding = Wireshark.finding(folders, jar);
        assertThat(finding.level()).isEqualTo(Finding.Level.LIMITED);
        assertThat(new ProcessBuilder("sh", "-c", finding.advice()).start().waitFor())
                .isZero();

        assertThat(Wireshark.finding(folders, jar).level()).isEqualTo(Finding.Level.OK);
        assertThat(folder.resolve("own").resolve("udpbounce").toRealPath()).isEqualTo(script.toRealPath());
    }
}
